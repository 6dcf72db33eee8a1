declare module '*.json?messages' {
  const messages: import('./language').Messages;
  // biome-ignore lint/style/noDefaultExport: so do the compiled modules
  export default messages;
}
