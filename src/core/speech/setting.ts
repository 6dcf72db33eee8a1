import type { SamplingSettings } from '../generation/sampling-settings';
import type { Manifest } from '../package/manifest';
import type { SpeechRequest } from './speech-request';

/** The part of a request that is chosen from ranges and lists; the caller draws a seed where it is null. */
export type SpeechSettings = Omit<
  SpeechRequest,
  | 'text'
  | 'voices'
  | 'earlier'
  | 'scenePrompt'
  | 'textRules'
  | 'pronunciations'
  | 'seed'
  | 'finishedPieces'
  | 'place'
  | 'share'
> & { readonly seed: number | null };

/** Each setting by its path in the request. */
export type SettingValues = Omit<SpeechSettings, 'sampling'> & {
  readonly [K in keyof SamplingSettings as `sampling.${K}`]: SamplingSettings[K];
};
export type SettingKey = keyof SettingValues;

/** A constant, or a value that the loaded model decides. */
export type OfModel<T> = T | ((manifest: Manifest) => T);

type Described<T> = {
  readonly label: string;
  /** One line for forms and for the help of a command. */
  readonly hint: string;
  /** Value for an explicit null in a request; null is refused where this is missing. */
  readonly nullMeans?: T;
};

export type NumberSetting<T extends number | null = number | null> = Described<T> & {
  readonly kind: 'number' | 'whole-number';
  readonly unit: string | null;
  readonly min: OfModel<number>;
  readonly max: OfModel<number>;
  /** Reason why `min` itself is refused, where it is. */
  readonly minRefusal?: string;
  /** Step of a form's field. */
  readonly step: number;
  /** @param earlier the settings of the rows above. */
  readonly default: T | ((manifest: Manifest, earlier: Partial<SpeechSettings>) => T);
};

export type ChoiceSetting<T extends string = string> = Described<T> & {
  readonly kind: 'choice';
  readonly choices: OfModel<readonly { readonly value: T; readonly text: string }[]>;
  readonly default: T;
};

export type SwitchSetting = Described<boolean> & { readonly kind: 'switch'; readonly default: boolean };

/** Any row of the table. */
export type Setting = NumberSetting | ChoiceSetting | SwitchSetting;

/** The kind of row that a setting of this type has. */
export type SettingOf<T> = [T] extends [boolean]
  ? SwitchSetting
  : [T] extends [string]
    ? ChoiceSetting<T>
    : NumberSetting<Extract<T, number | null>>;
