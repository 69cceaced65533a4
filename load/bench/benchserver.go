package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// server answers as cheaply as possible, so that the client is what is measured. It stores the
// tags of images that were created on it, for a client that reads them back. To all other
// paths it answers 204 and stores nothing.
type server struct {
	tagged atomic.Uint64 // PUT requests

	mu     sync.RWMutex
	images map[string]*image
}

type image struct {
	mu   sync.Mutex
	ID   string   `json:"id"`
	Tags []string `json:"tags"`
}

// serve answers until standard input ends.
func serve() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	s := &server{images: map[string]*image{}}
	go s.accept(l)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func (s *server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go s.handle(conn)
	}
}

// handle answers the requests of one connection, until its end or an error.
func (s *server) handle(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	var line []byte
	for {
		first, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		line = append(line[:0], first...)
		body, err := readRest(in)
		if err != nil {
			return
		}
		if _, err := conn.Write(s.answer(line, body)); err != nil {
			return
		}
	}
}

// readRest reads what follows the request line.
func readRest(in *bufio.Reader) (body []byte, err error) {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if len(line) == 2 {
			break
		}
		const field = "content-length:"
		if len(line) > len(field) && line[0]|0x20 == 'c' && bytes.EqualFold(line[:len(field)], []byte(field)) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(field):]))); err != nil {
				return nil, err
			}
		}
	}
	if length == 0 {
		return nil, nil
	}
	body = make([]byte, length)
	_, err = io.ReadFull(in, body)
	return body, err
}

var noContent = []byte("HTTP/1.1 204 No Content\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\n\r\n")

// imagePrefix begins the path of an image.
const imagePrefix = "/v2/images/"

func (s *server) answer(line, body []byte) []byte {
	method, path, _ := bytes.Cut(line, []byte(" "))
	path, _, _ = bytes.Cut(path, []byte(" "))
	id, tag, isTag := bytes.Cut(bytes.TrimPrefix(path, []byte(imagePrefix)), []byte("/tags/"))
	switch string(method) {
	case "PUT":
		s.tagged.Add(1)
		if m := s.find(id); m != nil && isTag {
			m.add(string(tag))
		}
		return noContent
	case "POST":
		return content("201 Created", s.create(body))
	case "GET":
		return s.show(string(path), id)
	}
	return noContent
}

func (s *server) find(id []byte) *image {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.images[string(id)]
}

func (m *image) add(tag string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Tags = append(m.Tags, tag)
}

func (s *server) create(body []byte) *image {
	m := &image{Tags: []string{}}
	if err := json.Unmarshal(body, m); err != nil {
		fmt.Fprintln(os.Stderr, "bench: cannot read a new image:", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID = fmt.Sprintf("0c6c9b5e-3d1f-4f7e-9b1a-%012d", len(s.images))
	s.images[m.ID] = m
	return m
}

// countPath returns the number of PUT requests.
const countPath = "/count"

func (s *server) show(path string, id []byte) []byte {
	m := s.find(id)
	switch {
	case path == countPath:
		return content("200 OK", s.tagged.Load())
	case m != nil:
		m.mu.Lock()
		defer m.mu.Unlock()
		return content("200 OK", m)
	case strings.Contains(path, imagePrefix):
		return content("404 Not Found", struct{}{})
	}
	return content("200 OK", map[string][]string{"images": {}})
}

func content(status string, of any) []byte {
	text, err := json.Marshal(of)
	if err != nil {
		return []byte("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
	}
	const response = "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
	return fmt.Appendf(nil, response, status, len(text), text)
}
