import regular from '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf?inline';
import semibold from '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf?inline';

/** The interface's own face, with all its letters: names are not only Portuguese. Only what is used goes into a PDF. */
export const fonts = { regular: bytesOf(regular), semibold: bytesOf(semibold) };

function bytesOf(dataUrl: string): Buffer {
	return Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
}
