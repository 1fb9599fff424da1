/** Text of normal size on its ground (WCAG 2.2, 1.4.3). */
const readable = 4.5;
const stepShare = 0.04;

type Channels = readonly [red: number, green: number, blue: number];

// The surfaces of app.css on which the accent has to be read.
const light = { grounds: ['#faf9f6', '#ffffff', '#f3f1ec', '#efece5'], paper: '#ffffff' };
const dark = { grounds: ['#131211', '#1b1a18', '#0f0e0d', '#272522'], paper: '#1b1a18' };

/**
 * The reseller's colour as the accent of its portal: the very colour where it can be read, else the nearest darker
 * (in the dark theme: lighter) one that can.
 * @param brand `#rrggbb`
 * @returns custom properties of app.css with a value for each theme; null when the text is no colour
 */
export function brandPalette(brand: string | null): Record<string, string> | null {
	const color = channelsOf(brand ?? '');
	if (!color) return null;
	const byDay = readableOn(color, light.grounds, mix(color, light.paper, 0.1), '#000000');
	const byNight = readableOn(color, dark.grounds, mix(color, dark.paper, 0.2), '#ffffff');
	const inBoth = (day: string, night: string) => `light-dark(${day}, ${night})`;
	const accent = inBoth(byDay.ink, byNight.ink);
	return {
		'--accent': accent,
		'--accent-ink': accent,
		'--focus': accent,
		'--accent-hover': inBoth(
			mix(channelsOf('#000000')!, byDay.ink, 0.15),
			mix(channelsOf('#ffffff')!, byNight.ink, 0.15)
		),
		'--accent-soft': inBoth(byDay.soft, byNight.soft),
		'--on-accent': inBoth('#ffffff', '#0c0b0a')
	};
}

/** How well one colour is read on another, 1 to 21. */
export function contrast(one: string, other: string): number {
	const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [
		number,
		number
	];
	return (brighter + 0.05) / (darker + 0.05);
}

function readableOn(color: Channels, grounds: string[], soft: string, towards: string) {
	const pull = channelsOf(towards)!;
	for (let share = 0; share < 1; share += stepShare) {
		const ink = mix(pull, hexOf(color), share);
		if ([...grounds, soft].every((ground) => contrast(ink, ground) >= readable))
			return { ink, soft };
	}
	return { ink: towards, soft };
}

function mix(color: Channels, ground: string, share: number): string {
	const below = channelsOf(ground)!;
	const [red, green, blue] = color.map((channel, index) =>
		Math.round(channel * share + below[index]! * (1 - share))
	) as [number, number, number];
	return hexOf([red, green, blue]);
}

function channelsOf(hex: string): Channels | null {
	const [, red, green, blue] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex) ?? [];
	if (!red || !green || !blue) return null;
	return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

function hexOf(channels: Channels): string {
	return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG relative luminance. */
function luminance(hex: string): number {
	const [red, green, blue] = channelsOf(hex)!.map((channel) => {
		const value = channel / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
