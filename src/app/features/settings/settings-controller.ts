import type { ControllerParts } from '../../controller-parts';
import { formChanged, type PageForm } from './settings-slice';

/** Writes what a person sets into the form. */
export function createSettingsController({ store, ports }: ControllerParts) {
  function change(part: Partial<PageForm>): void {
    store.setState(formChanged(part));
  }

  function drawSeed(): void {
    change({ seed: String(ports.drawSeed()), isSeedLocked: true });
  }

  return { change, drawSeed };
}
