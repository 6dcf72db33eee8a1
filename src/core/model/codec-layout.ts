/** The two layouts in which the codec is published. */
export type CodecLayout = 'first-release' | 'hugging-face';
