import { requireKnownFields } from '../api/body-fields';
import { MAX_FILE_BYTES } from '../api/body-limits';
import { refuseCall } from '../api/refused-call';
import { isoTime } from '../data/iso-time';
import { bytesText } from '../data/units';
import type { Fields } from '../data/untrusted-json';
import { wavHeader } from '../pcm/wav-writer';
import { MAX_FILES, MAX_STORED_FILE_BYTES } from './job-host';
import type { JobFile } from './job-store';
import type { Jobs } from './jobs';
import { wholeOutput } from './output-sound';
import { fileAddress, jobOfOutput, outputFileId, ownerFields, shortId } from './task-reply';

const LOCAL_ADDRESS = 'local://files/';
const MAX_FILES_PER_CALL = 20;
const MAX_NAME = 500;

/**
 * Records for files that a call announces; their bytes come to `upload_url`.
 * @throws RefusedCall that names the field.
 */
export async function announceFiles(jobs: Jobs, body: Fields): Promise<readonly JobFile[]> {
  requireKnownFields(body, ['files', 'category']);
  const { store, api } = jobs.host;
  const category = optional(body, 'category');
  const nowMs = api.nowMs();
  const files = body.objects('files', MAX_FILES_PER_CALL, (file): JobFile => {
    if (file.has('size')) file.count('size', 0, MAX_FILE_BYTES);
    return {
      id: api.newId(),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      filename: optional(file, 'filename'),
      contentType: optional(file, 'content_type') || 'application/octet-stream',
      path: optional(file, 'path'),
      category,
      byteLength: null,
    };
  });
  if (files.length === 0) body.refuse('files', 'is empty; name at least one file');
  if ((await store.files()).length + files.length > MAX_FILES)
    refuseCall(
      507,
      'too_many_files',
      `${MAX_FILES} files are kept at most. Delete some that are not needed.`,
    );
  for (const file of files) await store.putFile(file, null);
  return files;
}

/** @throws RefusedCall 404, or 507 when too much is kept. */
export async function storeUpload(jobs: Jobs, fileId: string, bytes: Uint8Array): Promise<void> {
  const { store, api } = jobs.host;
  const file = await requireFile(jobs, fileId);
  const others = (await store.files()).filter(({ id }) => id !== fileId);
  const kept = others.reduce((sum, { byteLength }) => sum + (byteLength ?? 0), 0);
  if (kept + bytes.length > MAX_STORED_FILE_BYTES)
    refuseCall(
      507,
      'insufficient_storage',
      `The files of this page would be larger than ${bytesText(MAX_STORED_FILE_BYTES)} together. Delete some that are not needed.`,
    );
  await store.putFile({ ...file, byteLength: bytes.length, updatedAtMs: api.nowMs() }, bytes);
}

export async function requireFile({ host }: Jobs, fileId: string): Promise<JobFile> {
  const file = (await host.store.files()).find(({ id }) => id === fileId);
  return file ?? refuseCall(404, 'file_not_found', `There is no file ${fileId.slice(0, MAX_NAME)}.`);
}

/**
 * Bytes of a file of this page by one of its addresses, sent or made by a task; null for the address of
 * anything else.
 * @throws RefusedCall
 */
export async function storedFile(
  jobs: Jobs,
  address: string,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const { host } = jobs;
  const id = idOf(address, host.baseUrl);
  if (id === null) return null;
  const job = jobs.book.get(jobOfOutput(id) ?? '');
  const bytes = job?.result ? await wholeOutput(jobs, job, signal) : await host.store.fileBytes(id);
  const field = 'input.ref_audio';
  return (
    bytes ?? refuseCall(400, 'file_not_found', `"${field}" names a file that was not uploaded here.`, field)
  );
}

function idOf(address: string, baseUrl: string): string | null {
  if (address.startsWith(LOCAL_ADDRESS)) return address.slice(LOCAL_ADDRESS.length);
  const own = `${baseUrl}/files/`;
  return address.startsWith(own) ? (address.slice(own.length).split('/')[0] ?? null) : null;
}

/** A file as the clients know it. Source: @inferencesh/sdk 0.6.54, FileDTO. */
export function fileReply(file: JobFile, { host }: Jobs) {
  const address = fileAddress(file.id, host);
  return {
    id: file.id,
    short_id: shortId(file.id),
    created_at: isoTime(file.createdAtMs),
    updated_at: isoTime(file.updatedAtMs),
    path: file.path,
    remote_path: `${LOCAL_ADDRESS}${file.id}`,
    upload_url: address,
    uri: address,
    content_type: file.contentType,
    size: file.byteLength ?? 0,
    filename: file.filename,
    category: file.category,
    rating: 'unrated',
    ...ownerFields,
  };
}

/** The file that a finished job has made; null where there is none. */
export function outputReply(fileId: string, jobs: Jobs) {
  const job = jobs.book.get(jobOfOutput(fileId) ?? '');
  if (!job?.result) return null;
  const { sampleCount, sampleRateHz } = job.result;
  const file: JobFile = {
    id: outputFileId(job.id),
    createdAtMs: job.updatedAtMs,
    updatedAtMs: job.updatedAtMs,
    filename: `${shortId(job.id)}.wav`,
    contentType: 'audio/wav',
    path: '',
    category: 'output',
    byteLength: wavHeader(sampleRateHz, 'pcm16', 2 * sampleCount).length + 2 * sampleCount,
  };
  const metadata = {
    type: 'audio',
    duration: sampleCount / sampleRateHz,
    sample_rate: sampleRateHz,
    channels: 1,
    codec: 'pcm_s16le',
  };
  return { ...fileReply(file, jobs), upload_url: '', metadata };
}

function optional(fields: Fields, key: string): string {
  return fields.has(key) ? fields.text(key, MAX_NAME) : '';
}
