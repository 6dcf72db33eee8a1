import { jsonFields } from '../api/body-fields';
import type { ApiCall, ApiReply, ApiRoute } from '../api/exchange';
import { RefusedCall, refuseCall } from '../api/refused-call';
import { parseByteRange } from '../data/byte-range';
import type { Jobs } from './jobs';
import { listAsk, listPage } from './list-page';
import { outputSound, wholeOutput } from './output-sound';
import { announceFiles, fileReply, outputReply, requireFile, storeUpload } from './stored-files';
import { fileAddress, jobOfOutput, outputFileId } from './task-reply';
import { versioned } from './versioned';

const listed = ['id', 'filename', 'content_type', 'size', 'category', 'path', 'created_at', 'updated_at'];

/** Files that are sent, and those that jobs make. */
export function fileRoutes(jobs: Jobs): readonly ApiRoute[] {
  const list = async (call: ApiCall) => {
    const asked = await listAsk(call);
    const sent = (await jobs.host.store.files()).map((file) => fileReply(file, jobs));
    const made = jobs.book.all().flatMap(({ id }) => outputReply(outputFileId(id), jobs) ?? []);
    const files = [...sent, ...made].sort((one, other) => (one.created_at < other.created_at ? -1 : 1));
    return { value: listPage(asked, files, listed, ({ filename }) => filename) };
  };
  return [
    versioned('POST', '/files', async (call) => {
      const files = await announceFiles(jobs, await jsonFields(call));
      return { value: files.map((file) => fileReply(file, jobs)), status: 201 };
    }),
    versioned('GET', '/files', list),
    versioned('POST', '/files/list', list),
    versioned('GET', '/files/{id}', async (_, { id }) => ({
      value: outputReply(id!, jobs) ?? fileReply(await requireFile(jobs, id!), jobs),
    })),
    versioned('DELETE', '/files/{id}', async (_, { id }) => {
      if (outputReply(id!, jobs))
        refuseCall(409, 'file_in_use', 'This file is what a task has made. Delete the task instead.');
      await requireFile(jobs, id!);
      await jobs.host.store.removeFile(id!);
      return { status: 204, headers: {}, body: null };
    }),
    { ...versioned('PUT', '/files/{id}/content', upload(jobs)), needsKey: false },
    { ...versioned('GET', '/files/{id}/content', download(jobs)), needsKey: false },
  ];
}

function upload(jobs: Jobs) {
  return async (call: ApiCall, { id }: Readonly<Record<string, string>>) => {
    await requireFile(jobs, id!);
    const body = await call.body('bytes');
    if (body.type !== 'bytes')
      refuseCall(400, 'missing_body', 'The body is empty. Send the bytes of the file as they are.', 'body');
    await storeUpload(jobs, id!, body.bytes);
    return { value: { uri: fileAddress(id!, jobs.host) } };
  };
}

function download(jobs: Jobs) {
  return async (call: ApiCall, { id }: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const range = call.header('range');
    const job = jobs.book.get(jobOfOutput(id!) ?? '');
    if (job?.result) {
      const headers = { 'content-type': 'audio/wav', 'accept-ranges': 'bytes' };
      if (range !== null) return someBytes(await wholeOutput(jobs, job, signal), headers, range);
      const length = { 'content-length': String(outputReply(id!, jobs)!.size) };
      return { status: 200, headers: { ...headers, ...length }, body: await outputSound(jobs, job, signal) };
    }
    await requireFile(jobs, id!);
    const bytes = await jobs.host.store.fileBytes(id!);
    if (!bytes) refuseCall(404, 'file_not_found', 'The bytes of this file were not sent yet.');
    // Never as the page's own content: a file of somebody else must not run as a page of this site.
    const headers = {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    };
    return someBytes(bytes, headers, range);
  };
}

/** Players ask for some bytes, and cannot seek where they get all. Source: RFC 9110, section 14. */
function someBytes(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  header: string | null,
): ApiReply {
  const range = header === null ? null : parseByteRange(header, bytes.length);
  if (range === 'unsatisfiable') {
    const message = `The file has ${bytes.length} bytes; ask for some of those.`;
    const field = 'range';
    throw new RefusedCall(416, 'range_not_satisfiable', message, field, {
      'content-range': `bytes */${bytes.length}`,
    });
  }
  const body = range === null ? bytes : bytes.slice(range.first, range.last + 1);
  const place = range && { 'content-range': `bytes ${range.first}-${range.last}/${bytes.length}` };
  const length = { 'content-length': String(body.length) };
  return { status: range === null ? 200 : 206, headers: { ...headers, ...length, ...place }, body };
}
