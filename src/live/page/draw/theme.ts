import { DARK, LIGHT, type Palette } from '../../../measure/report/charts/palette';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const FONT = 'system-ui, sans-serif';

/** Colours of what is drawn; the document has those of the same theme. */
export function currentPalette(): Palette {
  return dark.matches ? DARK : LIGHT;
}

/** Follows the theme of the system. @param onChange called when everything has to be drawn again */
export function followTheme(onChange: () => void): void {
  const apply = () => {
    const { dataset, style } = document.documentElement;
    dataset.theme = dark.matches ? 'dark' : 'light';
    // Legends have the colours of what is drawn.
    for (const [name, colour] of Object.entries(currentPalette())) style.setProperty(`--${name}`, colour);
  };
  apply();
  dark.addEventListener('change', () => {
    apply();
    onChange();
  });
}
