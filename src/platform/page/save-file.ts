/** Hands a file to the browser's own download. */
export function saveFile(name: string, parts: readonly Uint8Array<ArrayBuffer>[], mediaType: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
