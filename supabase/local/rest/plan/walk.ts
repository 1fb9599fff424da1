import type { ReadNode } from './plan-types.ts';

export function visit(node: ReadNode, action: (node: ReadNode) => void): void {
	action(node);
	for (const child of node.children) visit(child, action);
}

export function visitUp(node: ReadNode, action: (node: ReadNode) => void): void {
	for (const child of node.children) visitUp(child, action);
	action(node);
}

export function some(node: ReadNode, test: (node: ReadNode) => boolean): boolean {
	return test(node) || node.children.some((child) => some(child, test));
}
