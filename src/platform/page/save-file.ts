/** Hands a file to the browser's own download. */
export function saveFile(name: string, parts: readonly Uint8Array<ArrayBuffer>[], mediaType: string): void {
  saveBlob(name, new Blob([...parts], { type: mediaType }));
}

/** The same for bytes that need not be in memory. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
