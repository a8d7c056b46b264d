import { html } from '../../html.ts';
import { securityHeaders } from '../../web/headers.ts';
import { listen } from '../../web/listener.ts';

/**
 * Shows on this machine only what to do when a folder holds no blog yet.
 * @throws ListenError when the port is taken.
 */
export async function showSetupPage(port: number, folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const page = setupPage(folder);
  // Never on another address: the page names a folder of this machine.
  const listener = await listen('localhost', port);
  listener.attach((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, {
      ...securityHeaders(''),
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : page);
  });
  return listener;
}

function setupPage(folder: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Postern: no blog yet</title>
</head>
<body>
<main>
<h1>Postern runs, but there is no blog here yet</h1>
<p>The folder <code>${folder}</code> holds no <code>postern.yaml</code>.</p>
<p>To make a blog, stop Postern (Ctrl+C) and write:</p>
<pre>postern init my-blog
postern serve --site my-blog</pre>
<p>If you have one already, name its folder: <code>postern serve --site DIR</code>.
In a clone of Postern, write <code>npm start --</code> in place of <code>postern</code>.</p>
</main>
</body>
</html>
`.toString();
}
