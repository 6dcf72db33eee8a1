/** A browser besides Chromium, with one tab, as far as the journeys need it. */
export type OtherBrowser = {
  open(address: string): Promise<void>;
  /** @returns the value of an expression in the page; plain data only. */
  read(expression: string): Promise<unknown>;
  /**
   * Presses a button as a person does, so that the page may play sound. By keyboard: a click goes wrong where something above
   * the button grows meanwhile.
   */
  press(button: string): Promise<void>;
  /** Chooses a file of this machine in the field that a CSS selector names. */
  upload(css: string, path: string): Promise<void>;
  close(): Promise<void>;
};

/** One that may be installed here. */
export type BrowserKind = {
  readonly name: string;
  /** Programs that it needs and that are not on this machine, by the names of their Debian packages. */
  readonly missing: readonly string[];
  /** Whether pages get disk space for files (the File System API). */
  readonly hasDisk: boolean;
  /** @param environment with the address of the sound server. */
  start(environment: NodeJS.ProcessEnv): Promise<OtherBrowser>;
};
