/** Holds up what waits for `pause`, until `open` is called. */
export function gate(): { readonly pause: () => Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { pause: () => opened, open };
}
