/** The kind of the jobs that forget an actor whose own server says that it is gone; its subject is the actor's id. */
export const forgetting = 'forget';
