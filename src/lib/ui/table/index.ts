export { default as Table } from './Table.svelte';
export { default as Td } from './Td.svelte';
export { default as Th } from './Th.svelte';
export { default as Tr } from './Tr.svelte';
