package tour;

import cloudphone.v1.AudioCodec;
import cloudphone.v1.AudioFrame;
import cloudphone.v1.AudioServiceGrpc;
import cloudphone.v1.Phone;
import cloudphone.v1.StreamAudioRequest;
import cloudphone.v1.StreamAudioResponse;
import io.grpc.Channel;
import io.grpc.Context;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Records a phone's sound. */
final class Recorder {
  private static final int SECONDS = 5;

  private AudioFormat format;
  private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
  private int dropped;

  /**
   * Listens to a phone and writes a WAV file. Live sound does not wait: the loop only keeps what comes, and what was
   * dropped all the same becomes silence of the same length.
   */
  static void record(Channel channel, Phone phone, File file) throws IOException, StepFailed {
    Recorder recorder = new Recorder();
    // An iterator of messages cannot be cancelled; the context in which the call was made can. That says "stop".
    Context.CancellableContext listening = Context.current().withCancellation();
    Context before = listening.attach();
    try {
      recorder.listen(channel, phone.getPhoneId());
    } finally {
      listening.detach(before);
      listening.cancel(null);
    }
    recorder.write(file);
    System.out.printf("recorded %d s of %s, %d frames are missing%n", SECONDS, phone.getPhoneName(), recorder.dropped);
  }

  private void listen(Channel channel, String phoneId) throws StepFailed {
    Iterator<StreamAudioResponse> stream = AudioServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(2 * SECONDS, TimeUnit.SECONDS)
        .streamAudio(StreamAudioRequest.newBuilder()
            .setPhoneId(phoneId).setCodec(AudioCodec.AUDIO_CODEC_PCM).setSampleRate(48000).build());
    while (format == null || sound.size() < bytesWanted()) {
      if (!stream.hasNext()) throw new StepFailed("somebody stopped the audio");
      take(stream.next());
    }
  }

  private void take(StreamAudioResponse message) {
    switch (message.getKindCase()) {
      case STARTED -> {  // First of all.
        cloudphone.v1.AudioFormat started = message.getStarted();
        format = new AudioFormat(started.getSampleRate(), started.getBitDepth(), started.getChannels(),
            /* signed= */ true, /* bigEndian= */ false);
      }
      case FRAME -> {
        AudioFrame frame = message.getFrame();
        dropped += message.getDroppedBefore();
        sound.writeBytes(new byte[message.getDroppedBefore() * frame.getData().size()]);
        sound.writeBytes(frame.getData().toByteArray());
      }
      case STATUS -> {
        if (message.getStatus().hasError()) {  // Not the end: it is tried again while we listen.
          System.out.println("no sound now: " + Errors.explain(message.getStatus().getError()));
        }
      }
      default -> { }
    }
  }

  private int bytesWanted() {
    return SECONDS * (int) format.getSampleRate() * format.getFrameSize();
  }

  private void write(File file) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(sound.toByteArray());
    AudioInputStream pcm = new AudioInputStream(bytes, format, bytesWanted() / format.getFrameSize());
    AudioSystem.write(pcm, AudioFileFormat.Type.WAVE, file);
  }
}
