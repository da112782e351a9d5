import { html, type TemplateResult } from 'lit';
import type { MenuItem } from '../components/menuButton';
import { formatCount } from '../../src/shared/format';

/** A filter that takes several values; none of them chosen means all. */
export interface FilterMenu<T extends string> {
  testId: string;
  label: string;
  /** The words for no choice and for several: "All models", "2 models". */
  all: string;
  several: (count: string) => string;
  chosen: readonly T[];
  /** Every value with its name, in the order it is offered. */
  options: readonly (readonly [T, string])[];
  onChoose: (chosen: T[]) => void;
}

/** The selection in words: "All models", the one model, "2 models". */
export function filterText<T extends string>({ chosen, options, all, several }: FilterMenu<T>): string {
  const [first] = chosen;
  if (first === undefined) {
    return all;
  }
  if (chosen.length > 1) {
    return several(formatCount(chosen.length));
  }
  return options.find(([value]) => value === first)?.[1] ?? first;
}

/** A button that says what is chosen and opens a menu of check boxes. */
export function filterMenu<T extends string>(menu: FilterMenu<T>): TemplateResult {
  const { testId, label, all, chosen, options, onChoose } = menu;
  const everything: MenuItem = {
    label: all,
    testId: `${testId}-all`,
    checked: chosen.length === 0,
    onSelect: () => onChoose([]),
  };
  const items = options.map(([value, name]): MenuItem => {
    const isChosen = chosen.includes(value);
    return {
      label: name,
      testId: `${testId}-${value}`,
      checked: isChosen,
      // In the order they are offered, however they were chosen.
      onSelect: () =>
        onChoose(
          options
            .map(([each]) => each)
            .filter((each) => (each === value ? !isChosen : chosen.includes(each))),
        ),
    };
  });
  return html`<bc-menu-button
    align="below-start"
    .label=${label}
    .text=${filterText(menu)}
    .testId=${testId}
    .items=${[everything, ...items]}
  ></bc-menu-button>`;
}
