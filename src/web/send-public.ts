import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicFiles } from './public-files.ts';
import { sendFile } from './send-file.ts';

/**
 * Sends the author's own file of an address; false, and nothing is answered, when there is none. A file that was changed
 * a moment ago is not what the table says: the folder is read again, and it is tried anew.
 */
export async function sendPublic(
  publicFiles: PublicFiles,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const known = publicFiles.current().get(path);
  if (!known) return false;
  if (await sendFile(request, reply, known)) return true;
  await publicFiles.look();
  const changed = publicFiles.current().get(path);
  return changed !== undefined && sendFile(request, reply, changed);
}
