"""A line across the mountains: it lies between devices and server, and drops, cuts and delays what passes, from one seed."""
import random, socket, threading, time


class Line:
    def __init__(self, port, seed):
        self.port, self.chance = port, random.Random(seed)
        self.is_bad, self.fates = False, []
        self.counts = {"whole": 0, "dropped": 0, "cut": 0, "delayed": 0}
        self.place = ("127.0.0.1", 0)
        self.up()
        self.url = f"http://127.0.0.1:{self.place[1]}"

    def up(self):
        self.listener = socket.create_server(self.place)
        self.place = self.listener.getsockname()
        threading.Thread(target=self.take, args=(self.listener,), daemon=True).start()

    def down(self):
        """From now on nobody gets through, and everybody is told so at once."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def fate(self):
        """All of them come, each time in another order."""
        if not self.is_bad:
            return "whole"
        if not self.fates:
            self.fates = ["whole", "dropped", "cut", "cut", "delayed"]
            self.chance.shuffle(self.fates)
        return self.fates.pop()

    def take(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return  # it is down
            fate = self.fate()
            # Where it breaks off: in the head of a request, or in the middle of an answer.
            room = self.chance.choice([90, 900, 3_000, 20_000]) if fate == "cut" else None
            self.counts[fate] += 1
            if fate == "dropped":
                near.close()
                continue
            threading.Thread(target=self.carry, args=(near, room, 0.05 if fate == "delayed" else 0), daemon=True).start()

    def carry(self, near, room, seconds):
        try:
            far = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        except OSError:
            near.close()
            return
        left = [room]
        lock = threading.Lock()

        def pass_on(source, sink):
            while True:
                try:
                    piece = source.recv(4_096)
                    time.sleep(seconds)
                    with lock:
                        if left[0] is not None:
                            piece, left[0] = piece[:left[0]], left[0] - len(piece)
                    if piece:
                        sink.sendall(piece)
                    if not piece or (left[0] is not None and left[0] <= 0):
                        break
                except OSError:
                    break
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the other direction has closed it already

        back = threading.Thread(target=pass_on, args=(far, near), daemon=True)
        back.start()
        pass_on(near, far)
        back.join()
        near.close()
        far.close()
