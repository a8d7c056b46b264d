/** The addresses of the objects of posts, as the blog itself gives them at their pages. */
export async function findObjects(url: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const answer = await fetch(`${url}/posts/${name}`, {
      headers: { accept: 'application/activity+json' },
      redirect: 'manual',
    });
    const text = await answer.text();
    const location = answer.headers.get('location');
    const id = location ?? (text.startsWith('{') ? (JSON.parse(text) as { id?: string }).id : undefined);
    if (id !== undefined) found.push(id);
  }
  if (found.length === 0) throw new Error('No post has an object.');
  return found;
}
