/**
 * How a shard lies in a folder that was packed: its bytes are cut into blocks, and each is compressed for itself (raw
 * deflate, RFC 1951), so that a range costs at most a block at each end. A block that did not shrink is stored as it is: its
 * length says so. A store keeps shards unpacked.
 */
export type PackedBlocks = {
  /** Bytes of a block before it was compressed; the last may have fewer. */
  readonly blockBytes: number;
  /** Bytes of each block in the file. */
  readonly lengths: readonly number[];
};
