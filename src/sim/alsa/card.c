/*
 * An ALSA sound card whose clock and far end are a Unix socket: the virtual EC25's USB audio.
 *
 * An application that opens it meets the real ALSA library, and in it what hardware does: xruns
 * (EPIPE), a card that goes away (ENODEV), one that is not there yet, one that never answers.
 * Built and served by src/sim/alsa; one connection for each direction that is open.
 *
 *   to the server, each with a header of 8 octets { type, 0, 0, 0, count u32le }:
 *     'C' / 'P'  capture / playback is opened; the answer is one octet: 0 or an errno
 *     'p'        prepared; count is the epoch (1, 2, ...), everything older is void
 *     's' / 'x'  started / stopped
 *     'd'        count frames of samples follow
 *     'a'        count frames of capture were read
 *   from the server, each with a header of 8 octets { type, 0, epoch u16le, count u32le }:
 *     'c'        count frames of captured samples follow
 *     'f'        count frames have gone by: of playback they were played, of capture they are lost
 *
 * Samples are S16_LE, channels interleaved. The server keeps the playback buffer, this side the
 * capture buffer.
 */
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define HEADER 8
#define MOST_CHANNELS 2
#define RING 65536u /* frames; more than any buffer */

struct card {
	snd_pcm_ioplug_t io;
	int fd;
	int gone;
	int running;
	uint32_t epoch;
	uint64_t hw;  /* frames that the clock has moved since prepared */
	uint64_t app; /* frames that the application has read or written */
	snd_pcm_uframes_t boundary;
	snd_pcm_uframes_t avail_min;
	uint8_t in[HEADER + 65536];
	size_t have;
	int16_t ring[RING * MOST_CHANNELS];
};

static void put32(uint8_t *to, uint32_t v)
{
	to[0] = v & 255;
	to[1] = (v >> 8) & 255;
	to[2] = (v >> 16) & 255;
	to[3] = v >> 24;
}

static uint32_t get32(const uint8_t *from)
{
	return from[0] | from[1] << 8 | from[2] << 16 | (uint32_t)from[3] << 24;
}

static int put_all(struct card *c, const void *data, size_t length)
{
	const uint8_t *at = data;

	while (length > 0) {
		ssize_t n = send(c->fd, at, length, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			c->gone = 1;
			return -ENODEV;
		}
		at += n;
		length -= n;
	}
	return 0;
}

static int tell(struct card *c, char type, uint32_t count)
{
	uint8_t header[HEADER] = { type };

	put32(header + 4, count);
	return c->gone ? -ENODEV : put_all(c, header, HEADER);
}

/* One whole message of the server, if there is one; its length. */
static size_t take_message(struct card *c)
{
	unsigned int channels = c->io.channels ? c->io.channels : 1;
	uint32_t epoch, count, i;
	size_t length = HEADER;

	if (c->have < HEADER)
		return 0;
	epoch = c->in[2] | c->in[3] << 8;
	count = get32(c->in + 4);
	if (c->in[0] == 'c')
		length += (size_t)count * channels * 2;
	if (c->have < length)
		return 0;
	if (epoch != (c->epoch & 0xFFFF))
		return length;
	if (c->in[0] == 'c')
		for (i = 0; i < count * channels; i++) {
			const uint8_t *s = c->in + HEADER + 2 * i;

			c->ring[(c->hw * channels + i) % (RING * channels)] = (int16_t)(s[0] | s[1] << 8);
		}
	c->hw += count;
	return length;
}

static void read_socket(struct card *c)
{
	while (!c->gone) {
		ssize_t n = recv(c->fd, c->in + c->have, sizeof c->in - c->have, MSG_DONTWAIT);
		size_t length;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			c->gone = 1;
			return;
		}
		c->have += n;
		while ((length = take_message(c)) > 0) {
			c->have -= length;
			memmove(c->in, c->in + length, c->have);
		}
	}
}

static snd_pcm_uframes_t available(const struct card *c)
{
	if (c->io.stream == SND_PCM_STREAM_CAPTURE)
		return c->hw - c->app;
	return c->io.buffer_size - (c->app - c->hw);
}

static int is_xrun(const struct card *c)
{
	if (!c->running)
		return 0;
	if (c->io.stream == SND_PCM_STREAM_CAPTURE)
		return c->hw - c->app > c->io.buffer_size;
	return c->hw >= c->app;
}

static int card_start(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	c->running = 1;
	return tell(c, 's', 0);
}

static int card_stop(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	c->running = 0;
	tell(c, 'x', 0);
	return 0;
}

static snd_pcm_sframes_t card_pointer(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	read_socket(c);
	if (c->gone) {
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		return -ENODEV;
	}
	if (is_xrun(c))
		return -EPIPE;
	return c->hw % c->boundary;
}

static snd_pcm_sframes_t card_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
				       snd_pcm_uframes_t offset, snd_pcm_uframes_t size)
{
	struct card *c = io->private_data;
	unsigned int channels = io->channels;
	int16_t *samples = (int16_t *)((char *)areas[0].addr + (areas[0].first + areas[0].step * offset) / 8);
	snd_pcm_uframes_t i;
	int error;

	if (io->stream == SND_PCM_STREAM_CAPTURE) {
		for (i = 0; i < size * channels; i++)
			samples[i] = c->ring[(c->app * channels + i) % (RING * channels)];
		error = tell(c, 'a', size);
	} else {
		error = tell(c, 'd', size);
		if (error == 0)
			error = put_all(c, samples, size * channels * 2);
	}
	if (error < 0)
		return error;
	c->app += size;
	return size;
}

static int card_prepare(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	read_socket(c);
	c->running = 0;
	c->hw = c->app = 0;
	c->epoch++;
	if (c->gone || tell(c, 'p', c->epoch) < 0) {
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		return -ENODEV;
	}
	return 0;
}

static int card_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *params)
{
	struct card *c = io->private_data;

	snd_pcm_sw_params_get_boundary(params, &c->boundary);
	snd_pcm_sw_params_get_avail_min(params, &c->avail_min);
	return 0;
}

static int card_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned int count,
			     unsigned short *revents)
{
	struct card *c = io->private_data;

	(void)fds;
	(void)count;
	read_socket(c);
	*revents = 0;
	if (c->gone) {
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		*revents = POLLERR;
	} else if (is_xrun(c) || available(c) >= c->avail_min) {
		*revents = io->stream == SND_PCM_STREAM_CAPTURE ? POLLIN : POLLOUT;
	}
	return 0;
}

static int card_delay(snd_pcm_ioplug_t *io, snd_pcm_sframes_t *delay)
{
	struct card *c = io->private_data;

	read_socket(c);
	*delay = io->stream == SND_PCM_STREAM_CAPTURE ? (snd_pcm_sframes_t)(c->hw - c->app)
						      : (snd_pcm_sframes_t)(c->app - c->hw);
	return c->gone ? -ENODEV : 0;
}

static int card_close(snd_pcm_ioplug_t *io)
{
	struct card *c = io->private_data;

	close(c->fd);
	free(c);
	return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
	.start = card_start,
	.stop = card_stop,
	.pointer = card_pointer,
	.transfer = card_transfer,
	.prepare = card_prepare,
	.sw_params = card_sw_params,
	.poll_revents = card_poll_revents,
	.delay = card_delay,
	.close = card_close,
};

/* 0, or why the card cannot be had. Blocks for as long as the server says nothing. */
static int ask_to_open(struct card *c, snd_pcm_stream_t stream)
{
	uint8_t answer;
	ssize_t n;

	if (tell(c, stream == SND_PCM_STREAM_CAPTURE ? 'C' : 'P', 0) < 0)
		return -ENODEV;
	do
		n = recv(c->fd, &answer, 1, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return -ENODEV;
	return -(int)answer;
}

static int set_format(snd_pcm_ioplug_t *io, unsigned int rate, unsigned int channels)
{
	static const unsigned int access[] = { SND_PCM_ACCESS_RW_INTERLEAVED };
	static const unsigned int format[] = { SND_PCM_FORMAT_S16_LE };
	unsigned int frame = 2 * channels;
	int error = 0;

	error |= snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, access);
	error |= snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, format);
	error |= snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, 1, &rate);
	error |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels);
	error |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, frame * rate / 1000,
						 frame * rate / 5);
	error |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, frame * rate / 500,
						 frame * rate / 2);
	error |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
	return error ? -EINVAL : 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(ec25)
{
	snd_config_iterator_t at, next;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *socket_path = NULL;
	long rate = 8000, channels = 1;
	struct card *c;
	int error;

	(void)root;
	snd_config_for_each(at, next, conf) {
		snd_config_t *entry = snd_config_iterator_entry(at);
		const char *id;

		if (snd_config_get_id(entry, &id) < 0)
			continue;
		if (!strcmp(id, "socket"))
			snd_config_get_string(entry, &socket_path);
		else if (!strcmp(id, "rate"))
			snd_config_get_integer(entry, &rate);
		else if (!strcmp(id, "channels"))
			snd_config_get_integer(entry, &channels);
	}
	if (!socket_path || strlen(socket_path) >= sizeof address.sun_path || channels < 1 ||
	    channels > MOST_CHANNELS || rate < 8000 || rate > 48000)
		return -EINVAL;
	strcpy(address.sun_path, socket_path);

	c = calloc(1, sizeof *c);
	if (!c)
		return -ENOMEM;
	c->boundary = LONG_MAX;
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0) {
		error = -errno;
		goto failed;
	}
	error = -ENODEV; /* whatever the reason: the card is not there */
	if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0)
		goto failed;
	error = ask_to_open(c, stream);
	if (error < 0)
		goto failed;
	c->io.version = SND_PCM_IOPLUG_VERSION;
	c->io.name = "Virtual EC25 USB audio";
	c->io.flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA | SND_PCM_IOPLUG_FLAG_MONOTONIC;
	c->io.callback = &callbacks;
	c->io.private_data = c;
	c->io.poll_fd = c->fd;
	c->io.poll_events = POLLIN;
	error = snd_pcm_ioplug_create(&c->io, name, stream, mode);
	if (error < 0)
		goto failed;
	error = set_format(&c->io, rate, channels);
	if (error < 0) {
		snd_pcm_ioplug_delete(&c->io); /* closes and frees */
		return error;
	}
	*pcmp = c->io.pcm;
	return 0;
failed:
	if (c->fd >= 0)
		close(c->fd);
	free(c);
	return error;
}

SND_PCM_PLUGIN_SYMBOL(ec25);
