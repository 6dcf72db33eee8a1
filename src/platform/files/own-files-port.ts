/** The scripts that a page starts as threads of its own, wherever its builder has put them. */
export type OwnFiles = {
  /** @param name of the thread. */
  readonly startEngine: (name: string) => Worker;
  readonly startImporter: () => Worker;
  readonly engineAddress: () => string;
  readonly codecAddress: () => string;
  readonly workletAddress: () => string;
  /** Address of the folder beside which `models/` is looked for. */
  readonly folder: () => string;
  /**
   * @param folder that holds them, absolute, with a slash at its end. Only the package's files can lie
   * elsewhere.
   */
  readonly moveTo: (folder: string) => void;
};
