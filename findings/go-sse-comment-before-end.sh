#!/bin/sh
# go-sse 0.12.0 (github.com/tmaxmax/go-sse): where a stream ends in good order right after a comment line, `Connect` returns nil and
# does not reconnect. Where it ends right after an event, `Connect` reconnects, as it says it does until its context is done or its
# tries are used up. A server that keeps a quiet stream alive with comments and is restarted leaves its clients for good, silently.
# Prints what happens after each end; fails when that changes. Needs Go 1.23 or newer.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/tmaxmax/go-sse"
)

func main() {
	report("an event", "data: one\n\n")
	report("a comment", "data: one\n\n:ping\n")
}

// report says what Connect makes of a stream that ends with the given text; the third connection is where it has reconnected.
func report(last, text string) {
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	connections := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		connections++
		if connections == 3 {
			stop()
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, text)
	}))
	defer server.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		panic(err)
	}
	connection := sse.NewConnection(request)
	connection.SubscribeToAll(func(sse.Event) {})
	err = connection.Connect()
	fmt.Printf("ends after %s: %d connections, then Connect returned %v\n", last, connections, err)
}
GO
{ go mod init example.org/finding && go get github.com/tmaxmax/go-sse@v0.12.0; } >log 2>&1 || { cat log >&2; exit 1; }
go build -o finding . >log 2>&1 || { cat log >&2; exit 1; }
seen=$(./finding)
printf 'go-sse %s, %s\n%s\n' "$(go list -m -f '{{.Version}}' github.com/tmaxmax/go-sse)" "$(go version)" "$seen"
[ "$seen" = "ends after an event: 3 connections, then Connect returned context canceled
ends after a comment: 1 connections, then Connect returned <nil>" ] || { echo 'This is not what was seen before.' >&2; exit 1; }
