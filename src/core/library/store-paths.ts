/**
 * Paths in the store. A file in `blobs` has its hash as its name and is whole and verified; a manifest in `models`
 * likewise, and makes its model visible. Everything else may vanish at any time without harm to a model.
 */
export const blobs = 'blobs';
export const models = 'models';
const notes = 'notes';
export const jobs = 'jobs';
export const partial = 'partial';

export const blobPath = (sha256: string): string => `${blobs}/${sha256}`;
export const modelPath = (id: string): string => `${models}/${id}.json`;
export const notePath = (id: string): string => `${notes}/${id}.json`;
export const jobPath = (id: string): string => `${jobs}/${id}.json`;
/** A file on its way whose hash is known: a resumed download finds it under any name, for any model. */
export const partialBlobPath = (sha256: string): string => `${partial}/${sha256}`;
/** A file of an import: its hash is known at its end. No file of a package has a `~` in its name. */
export const partialFilePath = (jobId: string, file: string): string => `${partial}/${jobId}~${file}`;
