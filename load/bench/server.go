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

// server answers as cheaply as can be, so that the client is what is measured.
// Of images that were made on it, it keeps the tags, for a client that reads
// them back; to all other paths it answers 204 and keeps nothing.
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
		go s.talk(conn)
	}
}

// talk answers the requests of one connection, until its end or an error.
func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	var line []byte
	for {
		first, err := in.ReadSlice('\n')
		if err != nil {
			return
		}
		line = append(line[:0], first...)
		body, err := rest(in)
		if err != nil {
			return
		}
		if _, err := conn.Write(s.answer(line, body)); err != nil {
			return
		}
	}
}

// rest reads what follows the request line.
func rest(in *bufio.Reader) (body []byte, err error) {
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
		if len(line) > len(field) && (line[0]|0x20) == 'c' && bytes.EqualFold(line[:len(field)], []byte(field)) {
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

// prefix begins the path of an image.
const prefix = "/v2/images/"

func (s *server) answer(line, body []byte) []byte {
	method, path, _ := bytes.Cut(line, []byte(" "))
	path, _, _ = bytes.Cut(path, []byte(" "))
	id, tag, isTag := bytes.Cut(bytes.TrimPrefix(path, []byte(prefix)), []byte("/tags/"))
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
		fmt.Fprintln(os.Stderr, "a new image:", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID = fmt.Sprintf("0c6c9b5e-3d1f-4f7e-9b1a-%012d", len(s.images))
	s.images[m.ID] = m
	return m
}

// countPath tells how many PUT requests came so far.
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
	case strings.Contains(path, prefix):
		return content("404 Not Found", struct{}{})
	}
	return content("200 OK", map[string][]string{"images": {}})
}

func content(status string, of any) []byte {
	text, err := json.Marshal(of)
	if err != nil {
		return []byte("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
	}
	return fmt.Appendf(nil, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(text), text)
}
