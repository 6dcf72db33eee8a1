import { formatBytes } from '../src/core/data/units';
import { allPlans, storedBytes } from '../src/core/device/model-weights';
import { publishedWeights } from '../src/core/device/published-weights';
import { checkpointForms, knownModels } from '../src/core/library/checkpoint-forms';
import { english } from '../src/core/sentence';
import { table } from './table';

/** Every checkpoint that is imported by name: bytes to fetch and to keep, what it costs in quality, the licence. */
export function formatKnownModels(withCloning: boolean): string {
  return knownModels
    .map(({ model, title, licence }) => {
      const weights = publishedWeights[model]!;
      const forms = checkpointForms(model, withCloning);
      const rows = forms.map(({ name, form, isRecommended, fetchedBytes }) => [
        name,
        isRecommended ? `${english(form)} (recommended)` : english(form),
        english(formatBytes(fetchedBytes)),
      ]);
      const stored = [...allPlans]
        .reverse()
        .map((plan) => `${english(formatBytes(storedBytes(weights, plan, withCloning)))} as ${plan}`);
      const qualities = forms.map(({ form, quality }) => `  ${english(form)}: ${english(quality)}`);
      return [
        `${title}. Licence: ${english(licence)}.`,
        '',
        table(['name', 'form', 'to fetch'], rows),
        '',
        `On the device, whichever form it comes in: ${stored.join(', ')}.`,
        'A finished package has as much to fetch; none is known to be published. docs/models.md tells how to make one.',
        'Cost in quality, as far as it is known, before the precision that is chosen here:',
        ...qualities,
        '',
      ].join('\n');
    })
    .join('\n');
}
