/** Where visitors type the handle that they have elsewhere: `?uri=` names what they act upon, `?reply=12` a comment here. */
export const interactPath = '/interact';
