//go:build unix

package transport

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asServer in the environment makes the test program the server of the benchmarks, so
// that the CPU time of the other process is that of the client alone.
const asServer = "TRANSPORT_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		serveBench()
		return
	}
	os.Exit(m.Run())
}

// serveBench answers 204 to every header section, until its standard input ends.
func serveBench() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(l.Addr())
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go answerBench(conn)
		}
	}()
	io.Copy(io.Discard, os.Stdin)
}

const benchAnswer = "HTTP/1.1 204 No Content\r\nX-Openstack-Request-Id: req-6d3b4b1c-4f3c-4d0e-9a53-0d2a6f0a6b11\r\n" +
	"Content-Type: text/html; charset=UTF-8\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\n\r\n"

func answerBench(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		if len(line) == 2 {
			io.WriteString(conn, benchAnswer)
		}
	}
}

func benchServer(b *testing.B) *url.URL {
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), asServer+"=1")
	server.Stderr = os.Stderr
	in, err := server.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { in.Close(); server.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return &url.URL{Scheme: "http", Host: strings.TrimSpace(address)}
}

// BenchmarkRoundTrip compares this transport with net/http over 64 connections. cpu-µs/op
// is the CPU time of the client.
func BenchmarkRoundTrip(b *testing.B) {
	root := benchServer(b)
	ours := New(Options{Root: root, Timeout: 30 * time.Second})
	b.Cleanup(ours.Close)
	theirs := &http.Transport{MaxIdleConns: 64, MaxIdleConnsPerHost: 64, DisableCompression: true}
	b.Cleanup(theirs.CloseIdleConnections)
	b.Run("transport", func(b *testing.B) { benchRoundTrip(b, root, ours) })
	b.Run("net-http", func(b *testing.B) { benchRoundTrip(b, root, theirs) })
}

func benchRoundTrip(b *testing.B, root *url.URL, transport http.RoundTripper) {
	b.ReportAllocs()
	b.SetParallelism(64)
	before := cpuTime(b)
	b.RunParallel(func(pb *testing.PB) {
		const path = "/v2/images/0c6c9b5e-3d1f-4f7e-9b1a-000000000001/tags/blue"
		req, err := http.NewRequest(http.MethodPut, root.String()+path, nil)
		if err != nil {
			b.Error(err)
			return
		}
		req.Header.Set("X-Auth-Token", "owner-token")
		req.Header.Set("User-Agent", "tagcheck")
		for pb.Next() {
			resp, err := transport.RoundTrip(req)
			if err != nil || resp.StatusCode != http.StatusNoContent {
				b.Errorf("%v, %v", resp, err)
				return
			}
			resp.Body.Close()
		}
	})
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
