import { useEffect, useState } from 'preact/hooks';
import { type Control, listControls, listReasons } from '../model/controls';
import type { PageState } from '../model/page-state';
import { KIND_NAMES } from '../model/words';
import type { PageActions } from './actions';
import { Pad } from './pad';

/** An answer is news for so long. */
const ANSWER_ms = 10_000;

interface ControlsProps {
  readonly page: PageState;
  readonly actions: PageActions;
}

/** Buttons for what can be done to the run, and why the others cannot be used. */
export function Controls({ page, actions }: ControlsProps) {
  const controls = listControls(page);
  const reasons = listReasons(controls);
  return (
    <section class="controls" aria-label="Controls">
      <div class="buttons">
        {controls.map((control) =>
          control.action === 'stop' ? (
            <StopButton
              key="stop"
              control={control}
              what={KIND_NAMES[page.hello?.kind ?? 'session']}
              onStop={() => actions.control('stop')}
            />
          ) : (
            <ControlButton
              key={control.action}
              control={control}
              onClick={() => actions.control(control.action)}
            />
          ),
        )}
        {page.state?.recording ? <span class="recording">● {page.state.recording}</span> : null}
        {page.state?.dataset ? (
          <span class="recording" data-testid="dataset">
            ● {page.state.dataset.images} images in {page.state.dataset.folder}
          </span>
        ) : null}
      </div>
      <p class="answer" role="status">
        {page.answer === null || page.now_ms - page.answerAt_ms > ANSWER_ms ? '' : page.answer.line}
      </p>
      {reasons.length === 0 ? null : (
        <ul class="reasons muted" id="reasons">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {page.state?.isMyHand && page.link.status === 'open' ? <Pad actions={actions} /> : null}
      {page.state !== null && controls.length === 0 ? (
        <p class="muted">This run is only watched: it cannot be controlled from here.</p>
      ) : null}
    </section>
  );
}

interface ButtonProps {
  readonly control: Control;
  readonly onClick: () => void;
  readonly class?: string;
}

/** Keeps the focus while it cannot be used, and tells why. */
function ControlButton({ control, onClick, class: name }: ButtonProps) {
  const isOff = control.reason !== null;
  return (
    <button
      type="button"
      class={name}
      data-action={control.action}
      aria-disabled={isOff}
      aria-busy={control.isPending}
      aria-describedby={isOff ? 'reasons' : undefined}
      title={control.reason ?? undefined}
      onClick={() => {
        if (!isOff) onClick();
      }}
    >
      {control.name}
      {control.isPending ? ' …' : ''}
    </button>
  );
}

interface StopButtonProps {
  readonly control: Control;
  readonly what: string;
  readonly onStop: () => void;
}

/** Ends it all, so it asks once more. */
function StopButton({ control, what, onStop }: StopButtonProps) {
  const [asks, setAsks] = useState(false);
  const isOff = control.reason !== null;
  useEffect(() => {
    if (isOff) setAsks(false);
  }, [isOff]);
  if (!asks) return <ControlButton control={control} onClick={() => setAsks(true)} />;
  return (
    <fieldset class="confirm">
      <legend class="hidden">End this {what}?</legend>
      <button type="button" class="strong" data-action="stop_confirmed" ref={focus} onClick={onStop}>
        End the {what}
      </button>
      <button type="button" onClick={() => setAsks(false)}>
        Drive on
      </button>
    </fieldset>
  );
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus();
}
