import type { DeviceFacts, DeviceRoom } from '../../core/device/device-facts';
import type { Failure } from '../../core/failure';
import type { PageOrder } from './library-work';
import type { ModelChoice } from './page-state';

/** What is known of the device that models run on. */
export type DeviceState =
  | { readonly type: 'unmeasured' | 'measuring' }
  | { readonly type: 'measured'; readonly facts: DeviceFacts }
  | { readonly type: 'failed'; readonly failure: Failure };

/** What a person is asked before something big is loaded or fetched; the rest of the page can be used meanwhile. */
export type BigModelQuestion =
  | { readonly type: 'none' }
  | { readonly type: 'load'; readonly choice: ModelChoice; readonly sentence: string }
  | {
      readonly type: 'install';
      readonly order: PageOrder;
      readonly title: string;
      readonly sentence: string;
    };

export type DeviceAction =
  | { readonly type: 'room-told'; readonly room: DeviceRoom }
  | { readonly type: 'device-changed'; readonly device: DeviceState }
  | { readonly type: 'question-asked'; readonly question: BigModelQuestion }
  | { readonly type: 'question-answered'; readonly answer: 'go on' | 'not now' };
