/**
 * Every limit on what is read whole of untrusted files, in bytes; longer files are refused with a message.
 * JSON takes up to 50 times its length in memory, which is what most of these limits bound.
 */

/** Manifests of the published models have below 1 MB. */
export const MAX_MANIFEST_BYTES = 8 * 2 ** 20;
/** A shard from a server that sends it whole when it is asked for a part: shards of ours have 512 MB. */
export const MAX_HELD_SHARD_BYTES = 2 ** 29 + 2 ** 20;
/** A site's list of packages: a thousand entries of a kilobyte. */
export const MAX_MODEL_LIST_BYTES = 2 ** 20;
/** The published tokenizer.json has about 17 MB. */
export const MAX_TOKENIZER_BYTES = 64 * 2 ** 20;
/** The published config files have below 10 kB; preset voices with their codes are the longest of these. */
export const MAX_CONFIG_BYTES = 8 * 2 ** 20;
/** The licences of the published models have below 20 kB. */
export const MAX_LICENCE_BYTES = 2 ** 19;
/** The published index of shards has 31 kB. */
export const MAX_SHARD_INDEX_BYTES = 4 * 2 ** 20;
/** The largest published safetensors header of this family is below 100 kB; the format allows 100 MB. */
export const MAX_HEADER_BYTES = 4 * 2 ** 20;
/** audio.cpp's files have headers of 12 MB, nearly all of it the tokenizer; it embeds files of up to 64 MiB. */
export const MAX_GGUF_HEADER_BYTES = 256 * 2 ** 20;
/** A GGUF header is read this far to find the tensors. Ours take 100 kB; the vocabulary in files of llama.cpp takes 6 MB. */
export const MAX_GGUF_READ_BYTES = 24 * 2 ** 20;
/** audio.cpp embeds about ten. */
export const MAX_GGUF_EMBEDDED_FILES = 1024;
/** The published codec's pickle has about 60 kB. */
export const MAX_PICKLE_BYTES = 4 * 2 ** 20;
/** The published archive has about 610 entries of 100 bytes. */
export const MAX_ZIP_ENTRIES = 16_384;
export const MAX_ZIP_DIRECTORY_BYTES = 4 * 2 ** 20;
/** A file that a call of the API brings or names: ten minutes of a recording in 16 bit at 24 kHz have 29 MB. */
export const MAX_GIVEN_FILE_BYTES = 32 * 2 ** 20;
