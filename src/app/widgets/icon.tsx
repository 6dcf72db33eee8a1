/** Drawn on a field of 20 by 20, in the colour of the text beside it. */
const paths = {
  speak: 'M4 8v4M7 5v10M10 2.5v15M13 6v8M16 8.5v3',
  listen: 'M6.5 4.5v11l9-5.5z',
  stop: 'M5.5 5.5h9v9h-9z',
  again: 'M4 10a6 6 0 1 1 2 4.5M4 16v-4h4',
  download: 'M10 3v9M6.5 8.5 10 12l3.5-3.5M4 16.5h12',
  record:
    'M10 3a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 10 3zM5 9.5a5 5 0 0 0 10 0M10 14.5V17',
  dice: 'M4 4h12v12H4zM7.5 7.5h.01M12.5 7.5h.01M10 10h.01M7.5 12.5h.01M12.5 12.5h.01',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  warning: 'M10 3 2.5 16.5h15zM10 8v4M10 14.3h.01',
  pause: 'M7 4.5v11M13 4.5v11',
  back: 'M5 4.5v11M15.5 4.5v11l-8-5.5z',
  forward: 'M15 4.5v11M4.5 4.5v11l8-5.5z',
  undo: 'M4 8h8a4.5 4.5 0 0 1 0 9H8M7.5 4.5 4 8l3.5 3.5',
  redo: 'M16 8H8a4.5 4.5 0 0 0 0 9h4M12.5 4.5 16 8l-3.5 3.5',
  delete: 'M4 5.5h12M8 5.5V3.5h4v2M6 5.5l.7 11h6.6l.7-11',
  sleep: 'M16 12.5A7 7 0 0 1 7.5 4 7 7 0 1 0 16 12.5z',
  note: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 9v5M10 6.2h.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
