import { useId } from 'react';
import type { DeviceFacts, MemoryBudget } from '../../../core/device/device-facts';
import type { Plan } from '../../../core/device/model-weights';
import { PROMPT_POSITIONS } from '../../../core/device/predict-speech';
import { knownModels } from '../../../core/library/checkpoint-forms';
import { publishedShapes, type ShapeWord, shapeWords } from '../../../core/rehearsal/published-shapes';
import { fullLength } from '../../../core/rehearsal/rehearsal';
import { failureSentence } from '../../failures';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { type Fact, FactList } from '../../widgets/fact-list';
import { bytesText, durationText } from '../../widgets/figures';
import { isWorking } from './device-slice';
import { ModelOutlookTable } from './model-outlook-table';
import { RehearsalLine } from './rehearsal-line';

type DeviceCardProps = {
  readonly withCloning: boolean;
  /** Takes a model and a plan over into the form. */
  readonly onChoose: (model: string, plan: Plan) => void;
};

/** Speed and memory of large models on this device, predicted or rehearsed before anything of them is fetched. */
export function DeviceCard({ withCloning, onChoose }: DeviceCardProps) {
  const device = usePageState((state) => state.device);
  const memoryBudget = usePageState((state) => state.memoryBudget);
  const freeBytes = usePageState((state) => state.library.storage?.freeBytes ?? null);
  const isBusy = usePageState(isWorking);
  const backend = usePageState((state) => state.backend);
  const controllers = useControllers();
  const id = useId();
  const rehearsed = usePageState((state) => state.rehearsed);
  const isRehearsing = usePageState((state) => state.rehearsal.type === 'running');
  const isOff = isBusy || isRehearsing || device.type === 'measuring';
  const rehearse = (shape: ShapeWord, plan: Plan) =>
    controllers.rehearsal.start({
      shape,
      plan,
      backend,
      layers: null,
      ...fullLength,
    });
  return (
    <section className="device" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t`This device`}</h3>
      <FactList
        className="card"
        facts={factsOf(device.type === 'measured' ? device.facts : null, memoryBudget, freeBytes)}
      />
      <p role="status" className="hint">
        {device.type === 'measuring' && t`Measuring this device …`}
        {device.type === 'failed' && failureSentence(device.failure)}
        {device.type === 'unmeasured' &&
          (isBusy
            ? t`It can be measured once nothing else works on it.`
            : t`How fast published models would speak here is measured in a moment; nothing is fetched for it.`)}
        {device.type === 'measured' &&
          t`Measured. The figures below are computed from it, for a prompt of ${PROMPT_POSITIONS} positions; a model may be slower. A rehearsal runs its shape here with made-up weights, and fetches nothing.`}
      </p>
      <div className="buttons small">
        <button type="button" aria-disabled={isOff} onClick={() => !isOff && controllers.device.measure()}>
          {device.type === 'measured' ? t`Measure again` : t`Measure this device`}
        </button>
      </div>
      <RehearsalLine />
      {device.type === 'measured' &&
        shapeWords.map((word) => {
          const shape = publishedShapes[word];
          const isPublished = knownModels.some(({ model }) => model === shape.id);
          return (
            <ModelOutlookTable
              key={word}
              shape={shape}
              facts={device.facts}
              memoryBudget={memoryBudget}
              freeBytes={freeBytes}
              withCloning={withCloning}
              rehearsed={rehearsed.filter(({ order }) => order.shape === word)}
              onChoose={isPublished ? (plan) => onChoose(shape.id, plan) : null}
              onRehearse={isOff ? null : (plan) => rehearse(word, plan)}
            />
          );
        })}
    </section>
  );
}

function factsOf(
  facts: DeviceFacts | null,
  { memory, isMobile }: MemoryBudget,
  freeBytes: number | null,
): readonly Fact[] {
  const untold = t`the browser does not tell`;
  const told =
    memory && (memory.isAtLeast ? t`${memory.gigabytes} GB or more` : t`about ${memory.gigabytes} GB`);
  const machine: readonly Fact[] = [
    [t`Memory`, told ?? (isMobile ? t`${untold}; pages that take too much are closed` : untold)],
    [t`Free storage`, freeBytes === null ? untold : bytesText(freeBytes)],
  ];
  if (!facts) return machine;
  const { speeds } = facts;
  const largest = facts.largestBufferBytes;
  const buffer: readonly Fact[] =
    largest === null
      ? []
      : [[t`Largest buffer`, t`${bytesText(largest)}, ${facts.bufferCount ?? 0} at once`]];
  const isGraphics = facts.backend === 'webgpu';
  const rate = (bytes: number) => `${bytesText(bytes)}/s`;
  const floats = facts.target === 'webgpu-f16' ? '16' : '32';
  return [
    [t`Models run on`, `${isGraphics ? 'WebGPU' : 'WebAssembly'}, ${translated(facts.device)}`],
    [t`Because`, translated(facts.reason)],
    ...buffer,
    ...machine,
    [t`Copies memory at`, rate(speeds.copyBytesPerSecond)],
    [
      t`Multiplies with`,
      t`4 bit: ${rate(speeds.oneRow.q4)}, 8 bit: ${rate(speeds.oneRow.q8)}, ${floats} bit: ${rate(speeds.oneRow.floats)} of weights`,
    ],
    [
      t`Each call costs`,
      t`${durationText(speeds.runSeconds)}, each operator in it ${durationText(speeds.operatorSeconds)}`,
    ],
  ];
}
