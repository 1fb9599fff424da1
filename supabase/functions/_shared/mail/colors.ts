const ink = '#1d1b17';
const white = '#ffffff';

/**
 * What can be read on a colour the reseller chose.
 * @param background `#rrggbb`
 * @returns white or the ink of the mail, whichever has the higher contrast (WCAG 2)
 */
export function readableOn(background: string): string {
	return contrast(background, white) >= contrast(background, ink) ? white : ink;
}

/** The WCAG 2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(first: string, second: string): number {
	const [darker = 0, lighter = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5]
		.map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
		.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
