/**
 * A whole, unmasked, unfragmented websocket frame, ready to be written to any number of sockets:
 * what goes to a thousand subscribers is built once and costs each socket one write.
 * @param content text becomes a text frame, bytes a binary one
 * @see RFC 6455, section 5.2
 */
export function websocketFrame(content: string | Buffer): Buffer {
	const isText = typeof content === 'string';
	const length = isText ? Buffer.byteLength(content) : content.length;
	const headerLength = length < 126 ? 2 : length < 65536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(headerLength + length);
	frame[0] = isText ? 0x81 : 0x82;
	writeLength(frame, headerLength, length);
	if (isText) frame.write(content, headerLength, 'utf8');
	else content.copy(frame, headerLength);
	return frame;
}

function writeLength(frame: Buffer, headerLength: number, length: number): void {
	if (headerLength === 2) {
		frame[1] = length;
		return;
	}
	if (headerLength === 4) {
		frame[1] = 126;
		frame.writeUInt16BE(length, 2);
		return;
	}
	frame[1] = 127;
	frame.writeBigUInt64BE(BigInt(length), 2);
}
