import { useEffect, useState } from 'preact/hooks';
import { findControl } from '../model/controls';
import type { PageState } from '../model/page-state';
import type { PageActions } from './actions';

interface CircuitChoiceProps {
  readonly page: PageState;
  readonly actions: PageActions;
}

/** Another circuit, on which another run begins; nothing where the run does not have that control. */
export function CircuitChoice({ page, actions }: CircuitChoiceProps) {
  const now = page.hello?.circuit?.name ?? '';
  const [chosen, setChosen] = useState(now);
  useEffect(() => setChosen(now), [now]);
  const control = findControl(page, 'change_circuit');
  if (control === null || page.hello === null) return null;
  const names = page.hello.choices.circuits ?? [];
  const all = now === '' || names.includes(now) ? names : [now, ...names];
  const reason = control.reason ?? (chosen === now ? 'choose another circuit first' : null);
  return (
    <form
      class="choice"
      aria-label="Another circuit"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null) actions.control('change_circuit', { circuit: chosen });
      }}
    >
      <label>
        <span>Circuit</span>
        <select
          name="circuit"
          value={chosen}
          disabled={control.reason !== null}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {all.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="submit"
        aria-disabled={reason !== null}
        aria-describedby="circuit-reason"
        aria-busy={control.isPending}
      >
        {control.isPending ? 'Changing …' : 'Change circuit'}
      </button>
      <p class="muted" id="circuit-reason">
        {reason === null ? 'This run ends, and another one begins there.' : `Change circuit: ${reason}`}
      </p>
    </form>
  );
}
