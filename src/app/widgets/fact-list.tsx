/** `title` explains a fact on hover. */
export type Fact = readonly [name: string, text: string, title?: string];

export function FactList({
  className,
  facts,
}: {
  readonly className: string;
  readonly facts: readonly Fact[];
}) {
  return (
    <dl className={className}>
      {facts.map(([name, text, title]) => (
        <div key={name} title={title}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
