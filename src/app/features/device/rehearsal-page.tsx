import { useEffect, useState } from 'react';
import { errorText } from '../../../core/failure';
import { parseRehearsalOrder } from '../../../core/rehearsal/parse-order';
import type { RehearsalOrder } from '../../../core/rehearsal/rehearsal';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { FactList } from '../../widgets/fact-list';
import { durationText } from '../../widgets/figures';
import { nameOf, RehearsalLine } from './rehearsal-line';
import { ratioText, stepText } from './rehearsal-words';

type Wish =
  | { readonly order: RehearsalOrder; readonly fault: null }
  | { readonly order: null; readonly fault: string };

/**
 * A page that does nothing but rehearse what its address says. What came of it stands in the page as JSON too, `{ rehearsal }`
 * or `{ failure }`, in the element `rehearsal`, for programs that open the page.
 */
export function RehearsalPage() {
  const [wish] = useState(wishOfAddress);
  return (
    <main className="rehearsal panel">
      {wish.order ? (
        <Rehearsing order={wish.order} />
      ) : (
        <>
          <h1>{t`Rehearsal`}</h1>
          <p role="alert" className="field-problem">
            {wish.fault} {t`Change the page’s address.`}
          </p>
          <Result value={{ failure: { kind: 'bad-request', message: wish.fault } }} />
        </>
      )}
    </main>
  );
}

function wishOfAddress(): Wish {
  const words = new URLSearchParams(location.search);
  try {
    return { order: parseRehearsalOrder((name) => words.get(name)), fault: null };
  } catch (error) {
    return { order: null, fault: errorText(error) };
  }
}

function Rehearsing({ order }: { readonly order: RehearsalOrder }) {
  const { rehearsal } = useControllers();
  const state = usePageState((page) => page.rehearsal);
  const done = usePageState((page) => page.rehearsed[0] ?? null);
  const result = done ? { rehearsal: done } : state.type === 'failed' ? { failure: state.failure } : null;
  useEffect(() => void rehearsal.start(order), [rehearsal, order]);
  return (
    <>
      <h1>{t`Rehearsal of ${nameOf(order)}`}</h1>
      <p className="hint">{t`A model of this shape runs here with made-up weights: real speed and memory, and nothing is fetched.`}</p>
      <RehearsalLine />
      {done && (
        <FactList
          className="card"
          facts={[
            [
              t`Runs on`,
              `${done.info.backend === 'webgpu' ? 'WebGPU' : 'WebAssembly'}, ${translated(done.info.words.device)}`,
            ],
            [t`Layers`, String(done.layerCount)],
            [
              t`Work for 1 s of speech`,
              `${durationText(done.speech.workPerSecond)}, ${ratioText(done.compared.workPerSecond.ratio)}`,
            ],
            [
              t`First sound after`,
              `${durationText(done.speech.firstSoundSeconds)}, ${ratioText(done.compared.firstSoundSeconds.ratio)}`,
            ],
            [t`Each step`, stepText(done)],
          ]}
        />
      )}
      {state.type === 'none' && (
        <div className="buttons small">
          <button type="button" onClick={() => void rehearsal.start(order)}>
            {done ? t`Rehearse again` : t`Rehearse`}
          </button>
        </div>
      )}
      {result && <Result value={result} />}
    </>
  );
}

function Result({ value }: { readonly value: object }) {
  return <pre id="rehearsal">{JSON.stringify(value)}</pre>;
}
