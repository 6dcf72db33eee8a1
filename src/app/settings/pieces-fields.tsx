import { usePageIntents, usePageState } from '../page-context';
import { isAbout } from '../state/failure-sentence';
import { CheckField } from '../widgets/check-field';
import { ChoiceField } from '../widgets/choice-field';
import { NumberField } from '../widgets/number-field';

/** How a long text is cut, and what the next piece remembers of those before. */
export function PiecesFields() {
  const form = usePageState((state) => state.form);
  const problem = usePageState((state) => state.problem);
  const { change } = usePageIntents();
  return (
    <>
      <div className="field-grid">
        <ChoiceField
          label="Cut long text"
          value={form.chunkMethod}
          choices={[
            { value: 'auto', text: 'Automatic' },
            { value: 'none', text: 'Never' },
            { value: 'word', text: 'By words' },
            { value: 'speaker', text: 'By turns' },
          ]}
          onChange={(chunkMethod) => change({ chunkMethod })}
        />
        {form.chunkMethod === 'word' && (
          <NumberField
            label="Words per piece"
            hint="At most; a piece ends with a sentence where one can."
            step={1}
            value={form.chunkMaxWords}
            placeholder="200"
            isWrong={isAbout(problem, 'chunkMaxWords')}
            onChange={(chunkMaxWords) => change({ chunkMaxWords })}
          />
        )}
        {form.chunkMethod === 'speaker' && (
          <NumberField
            label="Turns per piece"
            hint="How many turns are spoken in one go."
            step={1}
            value={form.chunkMaxTurns}
            placeholder="1"
            isWrong={isAbout(problem, 'chunkMaxTurns')}
            onChange={(chunkMaxTurns) => change({ chunkMaxTurns })}
          />
        )}
        {form.chunkMethod !== 'none' && (
          <NumberField
            label="Pieces remembered"
            hint="Fewer save memory, more keep the voice steady."
            step={1}
            value={form.chunkBufferSize}
            placeholder={form.chunkMethod === 'auto' ? 'as the voice likes' : 'all'}
            isWrong={isAbout(problem, 'chunkBufferSize')}
            onChange={(chunkBufferSize) => change({ chunkBufferSize })}
          />
        )}
        <NumberField
          label="Pauses"
          hint="Scales the silence between sentences; 0 leaves none."
          step={0.1}
          value={form.pauseScale}
          placeholder="1"
          isWrong={isAbout(problem, 'pauseScale')}
          onChange={(pauseScale) => change({ pauseScale })}
        />
        <NumberField
          label="Made again"
          hint="How often a sentence that comes out too short or too long is tried again."
          step={1}
          value={form.retakes}
          placeholder="2"
          isWrong={isAbout(problem, 'retakes')}
          onChange={(retakes) => change({ retakes })}
        />
        <ChoiceField
          label="End of speech"
          value={form.endRule}
          choices={[
            { value: 'robust', text: 'Robust' },
            { value: 'transformers', text: 'Transformers' },
            { value: 'first-release', text: 'First release' },
          ]}
          onChange={(endRule) => change({ endRule })}
        />
        <ChoiceField
          label="Sound decoding"
          value={form.codecMode}
          choices={[
            { value: 'exact', text: 'Exact' },
            { value: 'fast', text: 'Fast start' },
          ]}
          onChange={(codecMode) => change({ codecMode })}
        />
      </div>
      <CheckField
        checked={form.referencesInSystemMessage}
        onChange={(referencesInSystemMessage) => change({ referencesInSystemMessage })}
      >
        Put voice references into the system message
      </CheckField>
    </>
  );
}
