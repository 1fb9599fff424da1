/** Two rows of a finger's size on phones, dense on desks. */
export const itemStyles =
	'group/item flex min-h-11 items-center gap-3 rounded-lg px-2.5 py-1.5 outline-none select-none data-selected:bg-hover sm:min-h-9';
export const headingStyles = 'px-2.5 pt-2.5 pb-1 text-xs font-medium text-muted';
