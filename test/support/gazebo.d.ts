export function hasGazebo(): boolean;
