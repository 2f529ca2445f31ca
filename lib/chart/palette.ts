/** Okabe and Ito's colours for all kinds of colour vision, ordered for contrast on each background. */
const OKABE_ITO = {
  blue: '#0072b2',
  vermillion: '#d55e00',
  green: '#009e73',
  purple: '#cc79a7',
  orange: '#e69f00',
  sky: '#56b4e9',
  yellow: '#f0e442',
} as const;

export interface Palette {
  readonly ground: string;
  readonly text: string;
  /** Tick labels and axis titles. */
  readonly faint: string;
  readonly grid: string;
  readonly series: readonly string[];
}

const { blue, vermillion, green, purple, orange, sky, yellow } = OKABE_ITO;

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ground: '#ffffff',
    text: '#1f2328',
    faint: '#59636e',
    grid: '#d8dee4',
    series: [blue, vermillion, green, purple, orange, '#1f2328'],
  },
  dark: {
    ground: '#0d1117',
    text: '#f0f6fc',
    faint: '#9198a1',
    grid: '#30363d',
    series: [sky, orange, green, purple, vermillion, yellow],
  },
};

export const DASHES = ['', '7 4', '2 3', '8 3 2 3'] as const;

/** Indexes of a series' colour and dashes. */
export interface Look {
  readonly colour: number;
  readonly dash: number;
}

/** Series without a group differ in colour and dashes; series of a group share the colour. */
export function looks(series: readonly { readonly group?: string; readonly role?: string }[]): Look[] {
  const groups: string[] = [];
  const sizes: number[] = [];
  return series.map(({ group, role }, index) => {
    const name = group ?? `\0${index}`;
    const known = groups.indexOf(name);
    const colour = known < 0 ? groups.push(name) - 1 : known;
    const place = sizes[colour] ?? 0;
    sizes[colour] = place + 1;
    const dash = role === 'target' ? 1 : (group === undefined ? index : place) % DASHES.length;
    return { colour: colour % palettes.light.series.length, dash };
  });
}
