/** What an operator of onnxruntime does in a network: multiplies in integers or in float, converts numbers, or moves them. */
export type OperatorKind = 'integer' | 'float' | 'conversion' | 'layout' | 'other';

const KINDS: readonly (readonly [OperatorKind, RegExp])[] = [
  ['conversion', /^(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|Cast)$/],
  ['integer', /^(QLinear\w+|Q(Gemm|Attention)|(Conv|MatMul)Integer\w*|DynamicQuantize(MatMul|LSTM))$/],
  ['float', /^(Fused|NhwcFused)?(Conv|ConvTranspose|Gemm|MatMul|LSTM|GRU|RNN|Attention)$/],
  [
    'layout',
    /^(Transpose|Reorder(Input|Output)|Reshape|Flatten|Squeeze|Unsqueeze|Identity|MemcpyToHost|MemcpyFromHost)$/,
  ],
];

export function findKind(operator: string): OperatorKind {
  return KINDS.find(([, pattern]) => pattern.test(operator))?.[0] ?? 'other';
}

/** Whether the operator multiplies with weights. */
export function isLayerKind(kind: OperatorKind): boolean {
  return kind === 'integer' || kind === 'float';
}
