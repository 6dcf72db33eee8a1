import type { ReadyModel } from '../../core/speech/local-speech-engine';
import type { LoadedNetworks } from './loaded-networks';

/** A package that is ready to speak, with all that its networks hold. */
export type LoadedModel = ReadyModel & { readonly networks: LoadedNetworks };
