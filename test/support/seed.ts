import fc from 'fast-check';

/**
 * Property tests take the same cases everywhere, so that a change is judged by what it changes; other cases are looked
 * for with another seed: `TEST_SEED=$RANDOM npm test`.
 */
fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20261121) });
