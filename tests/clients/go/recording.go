package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	cloudphone "example.com/cloudphone/v1"
)

const soundTime = 5 * time.Second

// record listens to a phone and writes a WAV file. Live sound does not wait: the loop only appends to memory, and what
// was dropped all the same becomes silence of the same length.
func record(ctx context.Context, connection *grpc.ClientConn, phone *cloudphone.Phone, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*soundTime)
	defer cancel() // Says "stop".
	stream, err := cloudphone.NewAudioServiceClient(connection).StreamAudio(ctx,
		&cloudphone.StreamAudioRequest{PhoneId: phone.GetPhoneId(), Codec: cloudphone.AudioCodec_AUDIO_CODEC_PCM})
	if err != nil {
		return err
	}
	var format *cloudphone.AudioFormat
	var sound []byte
	dropped := uint32(0)
	for enough := 1; len(sound) < enough; {
		message, err := stream.Recv()
		if err == io.EOF {
			return errors.New("somebody stopped the audio")
		}
		if err != nil {
			return err
		}
		switch {
		case message.GetStarted() != nil: // First of all.
			format = message.GetStarted()
			enough = bytesOf(format, soundTime)
		case message.GetFrame() != nil:
			dropped += message.GetDroppedBefore()
			sound = append(sound, make([]byte, int(message.GetDroppedBefore())*len(message.GetFrame().GetData()))...)
			sound = append(sound, message.GetFrame().GetData()...)
		case message.GetStatus().GetError() != nil: // Not the end: it is tried again while we listen.
			fmt.Println("no sound now:", explain(status.FromProto(message.GetStatus().GetError())))
		}
	}
	fmt.Printf("recorded %.0f s of %s, %d frames are missing\n", soundTime.Seconds(), phone.GetPhoneName(), dropped)
	return os.WriteFile(path, wav(format, sound[:bytesOf(format, soundTime)]), 0o644)
}

func bytesOf(format *cloudphone.AudioFormat, time time.Duration) int {
	return int(time.Milliseconds()) * int(format.GetSampleRate()) / 1000 * int(format.GetChannels()*format.GetBitDepth()/8)
}

// wav puts the head of a WAV file before PCM, which is little-endian in both.
func wav(format *cloudphone.AudioFormat, sound []byte) []byte {
	sample := format.GetChannels() * format.GetBitDepth() / 8
	var file bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), uint32(36 + len(sound)), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(format.GetChannels()),
		uint32(format.GetSampleRate()), uint32(format.GetSampleRate() * sample), uint16(sample), uint16(format.GetBitDepth()),
		[]byte("data"), uint32(len(sound)), sound,
	} {
		binary.Write(&file, binary.LittleEndian, part) // A buffer takes everything.
	}
	return file.Bytes()
}
