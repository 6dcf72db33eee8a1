import { useId } from 'react';
import type { DeviceFacts, DeviceRoom } from '../../core/device/device-facts';
import type { Plan } from '../../core/device/model-weights';
import { PROMPT_POSITIONS } from '../../core/device/predict-speech';
import { publishedModels } from '../../core/library/published-models';
import { usePageIntents, usePageState } from '../page-context';
import { isWorking } from '../state/measuring';
import { bytesText, durationText } from '../widgets/figures';
import { ModelOutlookTable } from './model-outlook-table';

type DeviceCardProps = {
  readonly withCloning: boolean;
  /** Takes a published model and a plan over into the form. */
  readonly onChoose: (repository: string, plan: Plan) => void;
};

/** Models that differ, not the layouts that they are published in. */
const models = publishedModels.filter(
  ({ id }, index) => publishedModels.findIndex((other) => other.id === id) === index,
);

/** What large models would be like here, told before anything of them is fetched. */
export function DeviceCard({ withCloning, onChoose }: DeviceCardProps) {
  const device = usePageState((state) => state.device);
  const room = usePageState((state) => state.room);
  const freeBytes = usePageState((state) => state.library.storage?.freeBytes ?? null);
  const isBusy = usePageState(isWorking);
  const { measureDevice } = usePageIntents();
  const id = useId();
  const isOff = isBusy || device.type === 'measuring';
  return (
    <section className="device" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>This device</h3>
      <dl className="card">
        {rowsOf(device.type === 'measured' ? device.facts : null, room, freeBytes).map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p role="status" className="hint">
        {device.type === 'measuring' && 'Measuring this device …'}
        {device.type === 'failed' && device.failure.message}
        {device.type === 'unmeasured' &&
          (isBusy
            ? 'It can be measured once nothing else works on it.'
            : 'How fast published models would speak here is measured in a moment; nothing is fetched for it.')}
        {device.type === 'measured' &&
          `Measured. The figures below are computed from it, for a prompt of ${PROMPT_POSITIONS} positions; a model may be slower.`}
      </p>
      <div className="buttons small">
        <button type="button" aria-disabled={isOff} onClick={() => !isOff && measureDevice()}>
          {device.type === 'measured' ? 'Measure again' : 'Measure this device'}
        </button>
      </div>
      {device.type === 'measured' &&
        models.map((model) => (
          <ModelOutlookTable
            key={model.id}
            model={model}
            facts={device.facts}
            room={room}
            freeBytes={freeBytes}
            withCloning={withCloning}
            onChoose={(plan) => onChoose(model.name, plan)}
          />
        ))}
    </section>
  );
}

function rowsOf(
  facts: DeviceFacts | null,
  { memory, isMobile }: DeviceRoom,
  freeBytes: number | null,
): readonly (readonly [string, string])[] {
  const untold = 'the browser does not tell';
  const told =
    memory && (memory.isAtLeast ? `${memory.gigabytes} GB or more` : `about ${memory.gigabytes} GB`);
  const machine: readonly (readonly [string, string])[] = [
    ['Memory', told ?? (isMobile ? `${untold}; pages that take too much are closed` : untold)],
    ['Free storage', freeBytes === null ? untold : bytesText(freeBytes)],
  ];
  if (!facts) return machine;
  const { speeds } = facts;
  const isGraphics = facts.backend === 'webgpu';
  const rate = (bytes: number) => `${bytesText(bytes)}/s`;
  const floats = facts.target === 'webgpu-f16' ? '16' : '32';
  return [
    ['Models run on', `${isGraphics ? 'WebGPU' : 'WebAssembly'}, ${facts.device}`],
    ['Because', facts.reason],
    ...(facts.largestBufferBytes === null
      ? []
      : ([
          ['Largest buffer', `${bytesText(facts.largestBufferBytes)}, ${facts.bufferCount} at once`],
        ] as const)),
    ...machine,
    ['Copies memory at', rate(speeds.copyBytesPerSecond)],
    [
      'Multiplies with',
      `4 bit: ${rate(speeds.oneRow.q4)}, 8 bit: ${rate(speeds.oneRow.q8)}, ${floats} bit: ${rate(speeds.oneRow.floats)} of weights`,
    ],
    [
      'Each call costs',
      `${durationText(speeds.runSeconds)}, each operator in it ${durationText(speeds.operatorSeconds)}`,
    ],
  ];
}
