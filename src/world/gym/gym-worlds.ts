import type { Circuit } from '../../circuit/circuit';
import type { Command } from '../../types';
import { Episode, type EpisodeInfo, type EpisodeStep } from './episode';
import { type GymSettings, type ObservationLayout, observationLayout } from './gym-settings';
import { type Eye, Observer } from './observer';

/** Takes the observation of a world. */
export type StoreObservation = (bytes: Uint8Array, world: number) => void;

/** Worlds side by side that take steps together, each in an episode of its own. */
export class GymWorlds {
  readonly #circuits: readonly Circuit[];
  readonly #settings: GymSettings;
  readonly #eyes: readonly Eye[];
  readonly #store: StoreObservation;
  readonly #episodes: (Episode | null)[];

  /** @throws ConfigurationError */
  constructor(circuits: readonly Circuit[], settings: GymSettings, count: number, store: StoreObservation) {
    this.#circuits = circuits;
    this.#settings = settings;
    const observer = new Observer(settings);
    this.#eyes = Array.from({ length: count }, () => observer.open());
    this.#store = store;
    this.#episodes = Array.from({ length: count }, () => null);
  }

  get count(): number {
    return this.#episodes.length;
  }

  get layout(): ObservationLayout {
    return observationLayout(this.#settings);
  }

  has(world: number): boolean {
    return this.#episodes[world] !== null;
  }

  /** Begins an episode. */
  reset(world: number, seed: number): EpisodeInfo {
    const episode = new Episode(this.#circuits, this.#settings, seed);
    this.#episodes[world] = episode;
    this.#eyes[world]!.reset();
    this.#observe(world, episode);
    return episode.info();
  }

  /** @param world one that has an episode */
  step(world: number, command: Command): EpisodeStep {
    const episode = this.#episodes[world]!;
    const step = episode.step(command);
    this.#observe(world, episode);
    return step;
  }

  #observe(world: number, { circuit, car }: Episode): void {
    this.#store(this.#eyes[world]!.see(circuit, car), world);
  }
}
