package tour;

import cloudphone.v1.AdbServiceGrpc;
import cloudphone.v1.ArtifactServiceGrpc;
import cloudphone.v1.BatchRestartPhonesRequest;
import cloudphone.v1.CreateUploadRequest;
import cloudphone.v1.CreateUploadResponse;
import cloudphone.v1.GetPhoneRequest;
import cloudphone.v1.InputServiceGrpc;
import cloudphone.v1.InstallApkRequest;
import cloudphone.v1.JobGroup;
import cloudphone.v1.JobProgress;
import cloudphone.v1.ListPhonesRequest;
import cloudphone.v1.ListPhonesResponse;
import cloudphone.v1.Phone;
import cloudphone.v1.PhoneServiceGrpc;
import cloudphone.v1.PhoneToRestart;
import cloudphone.v1.Refusal;
import cloudphone.v1.SwipeRequest;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Shows what a program does with cloud phones: it lists them, installs an app on a server's phones, restarts sixty,
 * watches until all are done, reads the details of an error, swipes, and records five seconds of sound.
 *
 * <p>README.md in the folder tests/clients says how to make the stubs and how to run it.
 */
public final class Tour {
  private static final int TO_RESTART = 60;
  private static final int WINDOW_BYTES = 65_535;
  private static final Metadata.Key<String> ACCOUNT =
      Metadata.Key.of("x-cloudphone-account", Metadata.ASCII_STRING_MARSHALLER);
  private static final Duration UPLOAD_TIME = Duration.ofMinutes(10);

  private final Channel channel;

  private Tour(Channel channel) {
    this.channel = channel;
  }

  /** gRPC itself sets no deadline: without one a call may wait for ever. A stub with one is for one call. */
  private static <S extends AbstractStub<S>> S soon(S stub) {
    return stub.withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  /** Every phone, page by page. An empty token is the only sign of the end: a page may be short before. */
  private List<Phone> listPhones() {
    List<Phone> phones = new ArrayList<>();
    ListPhonesRequest.Builder request = ListPhonesRequest.newBuilder().setPageSize(50);
    int pages = 0;
    do {
      ListPhonesResponse page = soon(PhoneServiceGrpc.newBlockingStub(channel)).listPhones(request.build());
      phones.addAll(page.getPhonesList());
      request.setPageToken(page.getNextPageToken());
      ++pages;
    } while (!request.getPageToken().isEmpty());
    System.out.printf("listed %d phones on %d pages%n", phones.size(), pages);
    phones.sort(Comparator.comparing(Phone::getPhoneName));
    return phones;
  }

  /**
   * Puts a file where the vendor's service fetches it, and gives its name there. The bytes do not go through the
   * gateway. The URL is a secret: it works for whoever has it, so it is not printed.
   */
  private String upload(Path file) throws IOException, StepFailed, InterruptedException {
    CreateUploadResponse upload = soon(ArtifactServiceGrpc.newBlockingStub(channel)).createUpload(
        CreateUploadRequest.newBuilder()
            .setFileName(file.getFileName().toString())
            .setContentType("application/vnd.android.package-archive").build());
    HttpRequest.Builder put = HttpRequest.newBuilder(URI.create(upload.getUrl()))
        .timeout(UPLOAD_TIME)  // Of all of it; without one a store may be silent for ever.
        .PUT(HttpRequest.BodyPublishers.ofFile(file));
    upload.getHeadersMap().forEach(put::header);  // They are signed: exactly these.
    int status = send(put.build());
    if (status != 200) throw new StepFailed("the upload was answered with " + status);
    return upload.getObjectUri();
  }

  private static int send(HttpRequest request) throws StepFailed, InterruptedException {
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException failure) {  // Many have no message, but each has a name that says why.
      throw new StepFailed("the upload failed: " + failure);
    }
  }

  /** Uploads an apk and installs it on all phones of a server. */
  private void install(Path apk, String serverId, Map<String, String> names)
      throws IOException, StepFailed, InterruptedException {
    String object = upload(apk);
    JobGroup group = soon(AdbServiceGrpc.newBlockingStub(channel)).installApk(InstallApkRequest.newBuilder()
        .addContent("-r").addContent(object).addServerIds(serverId).build()).getGroup();
    printRefused(group, names);
    JobProgress progress = Watcher.watch(channel, group, names);
    System.out.printf("installed %s: %s%n", apk.getFileName(), counts(progress));
  }

  /** Restarts phones. One that fails is a result, not an error. */
  private void restart(List<Phone> phones, Map<String, String> names) throws InterruptedException {
    BatchRestartPhonesRequest.Builder request = BatchRestartPhonesRequest.newBuilder();
    for (Phone phone : phones) request.addPhones(PhoneToRestart.newBuilder().setPhoneId(phone.getPhoneId()));
    JobGroup group = soon(PhoneServiceGrpc.newBlockingStub(channel)).batchRestartPhones(request.build()).getGroup();
    printRefused(group, names);
    JobProgress progress = Watcher.watch(channel, group, names);
    System.out.printf("restarted %d phones: %s, %d refused%n",
        phones.size(), counts(progress), group.getRefusedCount());
  }

  /** The targets that were refused at once: they have no job, so no watch tells of them. */
  private static void printRefused(JobGroup group, Map<String, String> names) {
    for (Refusal refusal : group.getRefusedList()) {
      String name = names.getOrDefault(refusal.getPhoneId(), refusal.getPhoneId());
      System.out.printf("%s refused: %s%n", name, Errors.explain(refusal.getError()));
    }
  }

  private static String counts(JobProgress progress) {
    return progress.getSucceeded() + " succeeded, " + progress.getFailed() + " failed";
  }

  /** Shows what an error says. */
  private void askForUnknown() throws StepFailed {
    try {
      soon(PhoneServiceGrpc.newBlockingStub(channel))
          .getPhone(GetPhoneRequest.newBuilder().setPhoneId("nobody").build());
    } catch (StatusRuntimeException failure) {
      System.out.println("an unknown phone is " + Errors.explain(StatusProto.fromThrowable(failure)));
      return;
    }
    throw new StepFailed("there is a phone called nobody");
  }

  /** Draws a finger over the screen. The gateway scales from the screen that we count in to the phone's own. */
  private void swipe(Phone phone) {
    soon(InputServiceGrpc.newBlockingStub(channel)).swipe(SwipeRequest.newBuilder()
        .setPhoneId(phone.getPhoneId()).setScreenWidth(1080).setScreenHeight(1920)
        .setFromX(270).setFromY(960).setToX(540).setToY(960)
        .setDuration(com.google.protobuf.Duration.newBuilder().setNanos(300_000_000)).build());
    System.out.println("swiped on " + phone.getPhoneName());
  }

  private void run(Path apk, Path wav) throws IOException, StepFailed, InterruptedException {
    List<Phone> phones = listPhones();
    if (phones.isEmpty()) throw new StepFailed("there are no phones");
    Phone first = phones.get(0);
    Map<String, String> names = phones.stream().collect(Collectors.toMap(Phone::getPhoneId, Phone::getPhoneName));
    install(apk, first.getServerId(), names);
    restart(phones.subList(Math.max(0, phones.size() - TO_RESTART), phones.size()), names);
    askForUnknown();
    swipe(first);
    Recorder.record(channel, first, wav.toFile());
  }

  /**
   * Opens a channel for calls and sound: with TLS to whom the authorities in a file vouch for, without a file in plain
   * text. With windows that grow, as they do by default, seconds of stale sound may lie
   * in the network, where the gateway cannot drop them: flowControlWindow fixes them. initialFlowControlWindow would
   * not.
   */
  private static ManagedChannel connect(String address, String authorities, String account) throws IOException {
    ChannelCredentials credentials = authorities.isEmpty() ? InsecureChannelCredentials.create()
        : TlsChannelCredentials.newBuilder().trustManager(new File(authorities)).build();
    Metadata headers = new Metadata();
    if (!account.isEmpty()) headers.put(ACCOUNT, account);  // Whose phones, where the gateway has several accounts.
    return NettyChannelBuilder.forTarget(address, credentials).flowControlWindow(WINDOW_BYTES)
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers)).build();
  }

  /** The value after a flag, or what stands for it. */
  private static String flag(List<String> arguments, String name, String otherwise) {
    int at = arguments.indexOf(name);
    return at >= 0 && at + 1 < arguments.size() ? arguments.get(at + 1) : otherwise;
  }

  private static void run(List<String> given) throws IOException, StepFailed, InterruptedException {
    ManagedChannel channel = connect(flag(given, "--address", "127.0.0.1:50051"),
        flag(given, "--ca_file", ""), flag(given, "--account", ""));
    try {
      new Tour(channel).run(Path.of(flag(given, "--apk", "app.apk")), Path.of(flag(given, "--wav", "tour.wav")));
    } finally {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    int code = 1;
    try {
      run(List.of(arguments));
      code = 0;
    } catch (StatusRuntimeException failure) {
      System.err.println(Errors.explain(StatusProto.fromThrowable(failure)));
    } catch (StepFailed failure) {
      System.err.println(failure.getMessage());
    } catch (IOException failure) {
      System.err.println(failure);
    }
    System.exit(code);
  }
}
