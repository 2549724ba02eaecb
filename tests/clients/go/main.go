// Tour shows what a program does with cloud phones: it lists them, installs an app on a server's phones, restarts
// sixty, watches until all are done, reads the details of an error, swipes, and records five seconds of sound.
//
// README.md in the folder above says how to make the stubs and how to run it.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	cloudphone "example.com/cloudphone/v1"
)

const (
	tourTime   = 10 * time.Minute // gRPC itself sets no deadline: without one a call may wait for ever.
	toRestart  = 60
	windowSize = 65535
)

// listPhones gives every phone, page by page. An empty token is the only sign of the end: a page may be short before.
func listPhones(ctx context.Context, connection *grpc.ClientConn) ([]*cloudphone.Phone, error) {
	client := cloudphone.NewPhoneServiceClient(connection)
	request := &cloudphone.ListPhonesRequest{PageSize: 50}
	var phones []*cloudphone.Phone
	for pages := 1; ; pages++ {
		page, err := client.ListPhones(ctx, request)
		if err != nil {
			return nil, err
		}
		phones = append(phones, page.GetPhones()...)
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			fmt.Printf("listed %d phones on %d pages\n", len(phones), pages)
			break
		}
	}
	sort.Slice(phones, func(i, j int) bool { return phones[i].GetPhoneName() < phones[j].GetPhoneName() })
	return phones, nil
}

// upload puts a file where the vendor's service fetches it, and returns its name there. The bytes do not go through the
// gateway. The URL is a secret: it works for whoever has it, so it is not printed.
func upload(ctx context.Context, connection *grpc.ClientConn, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	upload, err := cloudphone.NewArtifactServiceClient(connection).CreateUpload(ctx, &cloudphone.CreateUploadRequest{
		FileName:    filepath.Base(path),
		ContentType: "application/vnd.android.package-archive",
	})
	if err != nil {
		return "", err
	}
	put, err := http.NewRequestWithContext(ctx, http.MethodPut, upload.GetUrl(), file)
	if err != nil {
		return "", errors.New("the upload has no URL that can be read")
	}
	put.ContentLength = info.Size()
	for name, value := range upload.GetHeaders() {
		put.Header.Set(name, value) // They are signed: exactly these.
	}
	answer, err := http.DefaultClient.Do(put)
	if err != nil {
		return "", fmt.Errorf("the upload failed: %w", errors.Unwrap(err)) // Around it is the URL.
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the upload was answered with %s", answer.Status)
	}
	return upload.GetObjectUri(), nil
}

// install uploads an apk and installs it on all phones of a server.
func install(ctx context.Context, connection *grpc.ClientConn, apk, serverID string, names map[string]string) error {
	object, err := upload(ctx, connection, apk)
	if err != nil {
		return err
	}
	started, err := cloudphone.NewAdbServiceClient(connection).InstallApk(ctx, &cloudphone.InstallApkRequest{
		Content: []string{"-r", object}, ServerIds: []string{serverID},
	})
	if err != nil {
		return err
	}
	printRefused(started.GetGroup(), names)
	progress, err := watch(ctx, connection, started.GetGroup(), names)
	if err == nil {
		fmt.Printf("installed %s: %s\n", filepath.Base(apk), counts(progress))
	}
	return err
}

// restart restarts phones. One that fails is a result, not an error.
func restart(
	ctx context.Context, connection *grpc.ClientConn, phones []*cloudphone.Phone, names map[string]string,
) error {
	request := &cloudphone.BatchRestartPhonesRequest{}
	for _, phone := range phones {
		request.Phones = append(request.Phones, &cloudphone.PhoneToRestart{PhoneId: phone.GetPhoneId()})
	}
	started, err := cloudphone.NewPhoneServiceClient(connection).BatchRestartPhones(ctx, request)
	if err != nil {
		return err
	}
	printRefused(started.GetGroup(), names)
	progress, err := watch(ctx, connection, started.GetGroup(), names)
	if err != nil {
		return err
	}
	refused := len(started.GetGroup().GetRefused())
	fmt.Printf("restarted %d phones: %s, %d refused\n", len(phones), counts(progress), refused)
	return nil
}

// printRefused shows the targets that were refused at once: they have no job, so no watch tells of them.
func printRefused(group *cloudphone.JobGroup, names map[string]string) {
	for _, refusal := range group.GetRefused() {
		name := cmp.Or(names[refusal.GetPhoneId()], refusal.GetPhoneId())
		fmt.Printf("%s refused: %s\n", name, explain(status.FromProto(refusal.GetError())))
	}
}

func counts(progress *cloudphone.JobProgress) string {
	return fmt.Sprintf("%d succeeded, %d failed", progress.GetSucceeded(), progress.GetFailed())
}

// explain puts an error into a line: its code, its reason, and what it is about. A program decides by code and reason;
// the message is for people.
func explain(failure *status.Status) string {
	line := code.Code(failure.Code()).String() + ":" // As the contract spells it: NOT_FOUND.
	for _, detail := range failure.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			line += " " + detail.GetReason()
		case *errdetails.ResourceInfo:
			line += " (" + detail.GetResourceType() + " " + detail.GetResourceName() + ")"
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				line += " [" + violation.GetField() + "]"
			}
		case *errdetails.RetryInfo:
			line += fmt.Sprintf(" (again in %d s)", detail.GetRetryDelay().GetSeconds())
		}
	}
	return line + " " + failure.Message()
}

// describe puts an error of a step into a line, whether it is one of a call or not.
func describe(err error) string {
	if failure, ok := status.FromError(err); ok {
		return explain(failure)
	}
	return err.Error()
}

// askForUnknown shows what an error says.
func askForUnknown(ctx context.Context, connection *grpc.ClientConn) error {
	_, err := cloudphone.NewPhoneServiceClient(connection).GetPhone(ctx, &cloudphone.GetPhoneRequest{PhoneId: "nobody"})
	if err == nil {
		return errors.New("there is a phone called nobody")
	}
	fmt.Println("an unknown phone is", explain(status.Convert(err)))
	return nil
}

// swipe draws a finger over the screen. The gateway scales from the screen that we count in to the phone's own.
func swipe(ctx context.Context, connection *grpc.ClientConn, phone *cloudphone.Phone) error {
	_, err := cloudphone.NewInputServiceClient(connection).Swipe(ctx, &cloudphone.SwipeRequest{
		PhoneId: phone.GetPhoneId(), ScreenWidth: 1080, ScreenHeight: 1920,
		FromX: 270, FromY: 960, ToX: 540, ToY: 960, Duration: durationpb.New(300 * time.Millisecond),
	})
	if err == nil {
		fmt.Println("swiped on", phone.GetPhoneName())
	}
	return err
}

// connect opens a channel for calls and sound: with TLS to whom the authorities in a file vouch for, without a file in
// plain text. With windows that grow, as they do by default, seconds of stale sound
// may lie in the network, where the gateway cannot drop them: fixed ones end that. They hold bulk transfers back on
// slow networks only.
func connect(address, caFile string) (*grpc.ClientConn, error) {
	credential := insecure.NewCredentials()
	if caFile != "" {
		var err error
		if credential, err = credentials.NewClientTLSFromFile(caFile, ""); err != nil {
			return nil, err
		}
	}
	return grpc.NewClient(address, grpc.WithTransportCredentials(credential),
		grpc.WithStaticStreamWindowSize(windowSize), grpc.WithStaticConnWindowSize(windowSize))
}

// tour takes all steps and ends with the first that fails.
func tour(ctx context.Context, connection *grpc.ClientConn, apk, path string) error {
	phones, err := listPhones(ctx, connection)
	if err != nil {
		return err
	}
	if len(phones) == 0 {
		return errors.New("there are no phones")
	}
	names := map[string]string{}
	for _, phone := range phones {
		names[phone.GetPhoneId()] = phone.GetPhoneName()
	}
	first := phones[0]
	last := phones[max(0, len(phones)-toRestart):]
	for _, step := range []func() error{
		func() error { return install(ctx, connection, apk, first.GetServerId(), names) },
		func() error { return restart(ctx, connection, last, names) },
		func() error { return askForUnknown(ctx, connection) },
		func() error { return swipe(ctx, connection, first) },
		func() error { return record(ctx, connection, first, path) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	address := flag.String("address", "127.0.0.1:50051", "of the gateway")
	apk := flag.String("apk", "app.apk", "the app to install")
	path := flag.String("wav", "tour.wav", "where the sound goes")
	caFile := flag.String("ca_file", "", "PEM file of who may vouch for the gateway; none: plain text")
	account := flag.String("account", "", "whose phones, where the gateway has several accounts")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), tourTime)
	defer cancel()
	if *account != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "x-cloudphone-account", *account)
	}
	connection, err := connect(*address, *caFile)
	if err == nil {
		err = tour(ctx, connection, *apk, *path)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, describe(err))
		os.Exit(1)
	}
}
