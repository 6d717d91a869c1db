// SPDX-License-Identifier: MPL-2.0
#include "shared/snapshot.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/log.h"
#include "shared/listing.h"

enum { FRUITLESS_MAX = 10 }; /* what is not on so many pages is asked for itself */

/* One object, as it was told.  The id and the text lie in the page. */
struct entry {
    struct cc_map_node node; /* the id */
    struct cc_str text;
    struct page *page; /* NULL: read, or told anew by a younger page */
};

struct page {
    struct cc_arena arena; /* holds this struct, too */
    int64_t asked_ms;
    struct entry *entries;
    size_t entry_count, left; /* that many are still to be read */
    size_t bytes;
    int64_t total; /* as in struct cc_snapshot_page */
    struct cc_str next, request_id;
    struct page *younger;
};

struct cc_snapshot_list {
    struct cc_map_node node; /* the name */
    struct cc_snapshot_list *next;
    struct cc_listing listing;
    struct cc_map entries;
    struct page *pages; /* oldest first */

    /* The round: from the first page to the last, then anew. */
    struct cc_arena token_arena;
    struct cc_str token; /* of the page to ask for next */
    struct cc_arena mark_arena;
    struct cc_str mark; /* an earlier token: to come by it again is to go in a circle */
    int64_t begun_ms;   /* when its first page was asked for … */
    int64_t turned_ms;  /* … and its latest one */
    size_t turned;      /* so many of its pages are here */
    size_t told;        /* so many objects were on them */
    size_t length;      /* pages in all: as told, or of the last round; 0: not known */
    bool is_at_end;

    struct visit *line;    /* who waits, first come first */
    struct visit *pausing; /* the leader, while it waits for others to come */
    bool is_led, has_paused;
    size_t failure_count;
};

/* A read on its way. */
struct visit {
    struct cc_snapshot *snapshot;
    struct cc_snapshot_list *list;
    const struct cc_snapshot_source *source;
    struct cc_arena *arena;
    struct cc_cancel *cancel;
    struct cc_str id;
    struct cc_str text, request_id; /* what was found; absent: nothing */
    bool is_over;                   /* the reader waits for nothing any more */
    bool is_called, leads;          /* woken; to lead from now on */
    size_t fruitless;               /* pages it has turned since one served somebody */
    struct visit *next;
};

/* Pages. */

static char *append(char *end, struct cc_str text)
{
    if (text.len > 0)
        memcpy(end, text.ptr, text.len);
    return end + text.len;
}

/* Moves a text behind the others in memory that was measured for all. */
static struct cc_str move(struct cc_str text, char **end)
{
    struct cc_str moved = {*end, text.len};
    *end = append(*end, text);
    return moved;
}

/* The page's own copy of what `fetched` says, in memory of just that size: hundreds of pages may be
 * kept at once. */
static struct page *page_new(struct cc_arena *scratch, const struct cc_snapshot_page *fetched,
                             int64_t asked_ms)
{
    struct cc_str *texts = cc_arena_array(scratch, fetched->item_count, struct cc_str);
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct page *page = cc_arena_new(&arena, struct page);
    page->asked_ms = asked_ms;
    page->total = fetched->total;
    page->entry_count = fetched->item_count;
    page->entries = cc_arena_array(&arena, page->entry_count, struct entry);
    for (size_t i = 0; i < page->entry_count; i++) {
        texts[i] = cc_json_write(scratch, fetched->items[i]);
        page->bytes += texts[i].len + cc_json_str(fetched->items[i], "id").len;
    }
    char *end = cc_arena_alloc(&arena, page->bytes);
    for (size_t i = 0; i < page->entry_count; i++) {
        page->entries[i].node.name = move(cc_json_str(fetched->items[i], "id"), &end);
        page->entries[i].text = move(texts[i], &end);
    }
    page->next = cc_str_copy_into(&arena, fetched->next);
    page->request_id = cc_str_copy_into(&arena, fetched->request_id);
    page->arena = arena;
    return page;
}

/* The struct lies in the arena that it carries. */
static void page_release(struct page *page)
{
    struct cc_arena arena = page->arena;
    cc_arena_release(&arena);
}

static void page_unlink(struct cc_snapshot *snapshot, struct cc_snapshot_list *list,
                        struct page *page)
{
    struct page **link = &list->pages;
    while (*link != page)
        link = &(*link)->younger;
    *link = page->younger;
    snapshot->bytes -= page->bytes;
    page_release(page);
}

static void entry_remove(struct cc_snapshot *snapshot, struct cc_snapshot_list *list,
                         struct entry *entry)
{
    struct page *page = entry->page;
    cc_map_remove(&list->entries, &entry->node);
    entry->page = NULL;
    if (--page->left == 0)
        page_unlink(snapshot, list, page);
}

static void page_forget(struct cc_snapshot *snapshot, struct cc_snapshot_list *list,
                        struct page *page)
{
    for (size_t i = 0; i < page->entry_count; i++)
        if (page->entries[i].page != NULL)
            cc_map_remove(&list->entries, &page->entries[i].node);
    page_unlink(snapshot, list, page);
}

static bool is_old(int64_t asked_ms)
{
    return cc_clock_now_ms() - asked_ms > CC_SNAPSHOT_MS;
}

static void forget_old(struct cc_snapshot *snapshot, struct cc_snapshot_list *list)
{
    while (list->pages != NULL && is_old(list->pages->asked_ms))
        page_forget(snapshot, list, list->pages);
}

/* One list must not keep out the others with what nobody will read. */
static void forget_all_old(struct cc_snapshot *snapshot)
{
    for (struct cc_snapshot_list *list = snapshot->first; list != NULL; list = list->next)
        forget_old(snapshot, list);
}

static struct entry *entry_find(const struct cc_snapshot_list *list, struct cc_str id)
{
    return (struct entry *)(void *)cc_map_find(&list->entries, id);
}

/* What is told twice counts as it was told last. */
static void page_enter(struct cc_snapshot *snapshot, struct cc_snapshot_list *list,
                       struct page *page)
{
    struct page **link = &list->pages;
    while (*link != NULL)
        link = &(*link)->younger;
    *link = page;
    snapshot->bytes += page->bytes;
    page->left = page->entry_count; /* from the start, so that a repetition does not end it */
    for (size_t i = 0; i < page->entry_count; i++) {
        struct entry *entry = &page->entries[i], *before = entry_find(list, entry->node.name);
        if (before != NULL)
            entry_remove(snapshot, list, before);
        cc_map_add(&list->entries, entry->node.name, &entry->node);
        entry->page = page;
    }
    if (page->left == 0)
        page_unlink(snapshot, list, page);
}

/* Lists and their rounds. */

static void round_begin(struct cc_snapshot_list *list)
{
    list->token = list->mark = CC_STR_ABSENT;
    list->turned = list->told = 0;
    list->is_at_end = false;
}

static struct cc_snapshot_list *list_of(struct cc_snapshot *snapshot, struct cc_str name)
{
    struct cc_map_node *node = cc_map_find(&snapshot->lists, name);
    if (node != NULL)
        return (struct cc_snapshot_list *)(void *)node;
    struct cc_snapshot_list *list = cc_arena_new(&snapshot->arena, struct cc_snapshot_list);
    cc_map_add(&snapshot->lists, cc_str_copy_into(&snapshot->arena, name), &list->node);
    cc_arena_init(&list->token_arena);
    cc_arena_init(&list->mark_arena);
    list->next = snapshot->first;
    snapshot->first = list;
    return list;
}

static void list_drop(struct cc_snapshot *snapshot, struct cc_snapshot_list *list)
{
    while (list->pages != NULL)
        page_forget(snapshot, list, list->pages);
    round_begin(list);
}

/* How many pages there are, from what is told about the objects; all are as long as this one. */
static size_t length_of(const struct cc_snapshot_list *list, const struct page *page)
{
    size_t told = list->told, size = page->entry_count;
    if (page->total < 0)
        return list->length;
    if ((uint64_t)page->total <= told || size == 0)
        return 0; /* it goes on all the same, so it was not told right */
    return list->turned + ((size_t)page->total - told + size - 1) / size;
}

static bool round_goes_on(struct cc_snapshot_list *list, const struct page *page)
{
    bool repeats = !cc_str_is_absent(page->next) &&
                   (cc_str_equal(page->next, list->token) || cc_str_equal(page->next, list->mark));
    return !repeats && list->turned < CC_SNAPSHOT_PAGES_MAX;
}

/* Set anew at pages 1, 2, 4, 8 and so on, a mark is in the circle some day, however late that
 * begins (Brent's way). */
static void round_mark(struct cc_snapshot_list *list)
{
    if ((list->turned & (list->turned - 1)) != 0)
        return;
    cc_arena_reset(&list->mark_arena);
    list->mark = cc_str_copy_into(&list->mark_arena, list->token);
}

static void round_take(struct cc_snapshot_list *list, const struct page *page)
{
    if (list->turned++ == 0)
        list->begun_ms = page->asked_ms;
    list->turned_ms = page->asked_ms;
    list->told += page->entry_count;
    list->is_at_end = cc_str_is_absent(page->next);
    list->length = list->is_at_end ? list->turned : length_of(list, page);
    cc_arena_reset(&list->token_arena);
    list->token = cc_str_copy_into(&list->token_arena, page->next);
    round_mark(list);
}

/* Reads.  The arena of one who waits is written to by the leader: under the lock, and while its
 * owner sleeps. */

static void settle(struct visit *visit)
{
    struct cc_listing *listing = &visit->list->listing;
    bool is_found = !cc_str_is_absent(visit->text);
    visit->is_over = true;
    listing->waiting--;
    listing->served += is_found;
    listing->asked += !is_found;
}

static bool take(struct visit *visit)
{
    struct entry *entry = entry_find(visit->list, visit->id);
    if (entry == NULL || is_old(entry->page->asked_ms))
        return false;
    visit->text = cc_str_copy_into(visit->arena, entry->text);
    visit->request_id = cc_str_copy_into(visit->arena, entry->page->request_id);
    entry_remove(visit->snapshot, visit->list, entry);
    settle(visit);
    return true;
}

static void call(struct visit *visit)
{
    cc_cancel_signal(visit->cancel, &visit->is_called);
}

/* Calls everybody in line who need not wait any more. */
static void line_serve(struct cc_snapshot_list *list)
{
    struct visit **link = &list->line;
    while (*link != NULL) {
        struct visit *visit = *link;
        if (take(visit)) {
            *link = visit->next;
            call(visit);
        } else {
            link = &visit->next;
        }
    }
}

static void line_dismiss(struct cc_snapshot_list *list)
{
    while (list->line != NULL) {
        struct visit *visit = list->line;
        list->line = visit->next;
        settle(visit);
        call(visit);
    }
}

static void line_leave(struct visit *visit)
{
    struct visit **link = &visit->list->line;
    while (*link != visit)
        link = &(*link)->next;
    *link = visit->next;
}

/* Leading. */

static size_t rest_of(const struct cc_snapshot_list *list)
{
    return list->length > list->turned ? list->length - list->turned : 0;
}

static bool pays(const struct cc_snapshot_list *list)
{
    return cc_listing_pays(&list->listing, rest_of(list));
}

/* Reads of one run come within moments of each other, and the first page may be faster than they
 * are.  True when enough of them have come. */
static bool pause_helps(struct visit *leader)
{
    struct cc_snapshot_list *list = leader->list;
    if (list->has_paused || list->listing.pages == 0)
        return false;
    list->has_paused = true;
    list->pausing = leader;
    cc_unlock(&leader->snapshot->mutex);
    cc_cancel_wait_until(leader->cancel, &leader->is_called,
                         cc_clock_now_ms() + CC_SNAPSHOT_PAUSE_MS);
    cc_lock(&leader->snapshot->mutex);
    list->pausing = NULL;
    leader->is_called = false;
    return pays(list);
}

/* A round that was read to its end is over when its first page is old; one that was broken off,
 * when its latest is: services do not keep tokens forever. */
static bool has_next(const struct visit *leader)
{
    struct cc_snapshot_list *list = leader->list;
    forget_all_old(leader->snapshot);
    if (list->turned > 0 && is_old(list->is_at_end ? list->begun_ms : list->turned_ms))
        round_begin(list);
    return !list->is_at_end && list->failure_count < CC_SNAPSHOT_FAILURES_MAX &&
           leader->snapshot->bytes < CC_SNAPSHOT_BYTES_MAX;
}

static bool goes_on(struct visit *leader)
{
    if (leader->is_over || cc_cancel_is_triggered(leader->cancel) || !has_next(leader) ||
        leader->fruitless >= FRUITLESS_MAX)
        return false;
    return pays(leader->list) || pause_helps(leader);
}

static bool page_fails(struct cc_snapshot_list *list)
{
    list->failure_count++;
    cc_log(CC_LOG_INFO, "page %zu of %.*s cannot be used", list->turned + 1,
           CC_STR_ARG(list->node.name));
    return false;
}

static bool page_take(struct visit *leader, struct page *page)
{
    struct cc_snapshot_list *list = leader->list;
    if (!round_goes_on(list, page)) {
        page_release(page);
        return page_fails(list);
    }
    if (cc_clock_now_ms() - page->asked_ms > CC_SNAPSHOT_PAGE_MS_MAX)
        list->failure_count++;
    size_t served = list->listing.served;
    round_take(list, page);
    page_enter(leader->snapshot, list, page);
    take(leader);
    line_serve(list);
    leader->fruitless = list->listing.served > served ? 0 : leader->fruitless + 1;
    return true;
}

/* False when there is no use in trying the next one now.  What was asked for before a write is over
 * is thrown away. */
static bool turn_page(struct visit *leader)
{
    struct cc_snapshot *snapshot = leader->snapshot;
    struct cc_snapshot_page fetched;
    struct cc_arena scratch;
    cc_arena_init(&scratch);
    struct cc_str token = cc_str_copy_into(&scratch, leader->list->token);
    uint64_t generation = snapshot->generation;
    int64_t asked_ms = cc_clock_now_ms();
    leader->list->listing.pages++;
    cc_unlock(&snapshot->mutex);
    enum cc_snapshot_fetched how =
        leader->source->fetch(leader->source->context, &scratch, leader->cancel, token, &fetched);
    struct page *page = how == CC_SNAPSHOT_FETCHED ? page_new(&scratch, &fetched, asked_ms) : NULL;
    cc_arena_release(&scratch);
    cc_lock(&snapshot->mutex);
    if (page == NULL)
        return how == CC_SNAPSHOT_FAILED && page_fails(leader->list);
    if (generation == snapshot->generation)
        return page_take(leader, page);
    page_release(page);
    return true;
}

static void hand_over(struct cc_snapshot_list *list)
{
    struct visit *next = list->line;
    list->is_led = next != NULL;
    if (next == NULL)
        return;
    list->line = next->next;
    next->leads = true;
    call(next);
}

/* Whoever leaves with an answer or cancelled hands over; one who sees that it does not pay has
 * seen it for all. */
static void lead(struct visit *self)
{
    struct cc_snapshot_list *list = self->list;
    list->is_led = true;
    while (goes_on(self) && turn_page(self))
        continue;
    bool stops = !self->is_over && !cc_cancel_is_triggered(self->cancel);
    if (!self->is_over)
        settle(self);
    if (stops)
        line_dismiss(list);
    hand_over(list);
}

static void line_join(struct visit *self)
{
    struct cc_snapshot_list *list = self->list;
    struct visit **end = &list->line;
    while (*end != NULL)
        end = &(*end)->next;
    *end = self;
    if (list->pausing != NULL && pays(list))
        call(list->pausing);
    cc_unlock(&self->snapshot->mutex);
    cc_cancel_wait_until(self->cancel, &self->is_called, INT64_MAX);
    cc_lock(&self->snapshot->mutex);
    if (self->leads) {
        lead(self);
    } else if (!self->is_over) { /* cancelled */
        line_leave(self);
        settle(self);
    }
}

static void find(struct visit *visit)
{
    struct cc_snapshot *snapshot = visit->snapshot;
    cc_lock(&snapshot->mutex);
    struct cc_snapshot_list *list = list_of(snapshot, visit->source->name);
    visit->list = list;
    list->listing.waiting++;
    forget_old(snapshot, list);
    bool is_found = take(visit);
    if (!is_found && list->is_led)
        line_join(visit);
    else if (!is_found)
        lead(visit);
    cc_unlock(&snapshot->mutex);
}

/* The page was of no use to this read, which has to ask after all. */
static bool regret(struct visit *visit)
{
    cc_lock(&visit->snapshot->mutex);
    visit->list->listing.served--;
    visit->list->listing.asked++;
    cc_unlock(&visit->snapshot->mutex);
    return false;
}

bool cc_snapshot_find(struct cc_snapshot *snapshot, struct cc_arena *arena,
                      struct cc_cancel *cancel, const struct cc_snapshot_source *source,
                      struct cc_str id, struct cc_snapshot_found *found)
{
    struct cc_str reason;
    struct visit visit = {
        .snapshot = snapshot, .source = source, .arena = arena, .cancel = cancel, .id = id};
    find(&visit);
    if (cc_str_is_absent(visit.text))
        return false;
    *found = (struct cc_snapshot_found){.object = cc_json_parse(arena, visit.text, &reason),
                                        .text = visit.text,
                                        .request_id = visit.request_id};
    return source->is_whole(source->context, found->object) || regret(&visit);
}

void cc_snapshot_drop(struct cc_snapshot *snapshot)
{
    cc_lock(&snapshot->mutex);
    snapshot->generation++;
    for (struct cc_snapshot_list *list = snapshot->first; list != NULL; list = list->next)
        list_drop(snapshot, list);
    cc_unlock(&snapshot->mutex);
}

size_t cc_snapshot_waiting(struct cc_snapshot *snapshot)
{
    size_t count = 0;
    cc_lock(&snapshot->mutex);
    for (const struct cc_snapshot_list *list = snapshot->first; list != NULL; list = list->next)
        count += list->listing.waiting;
    cc_unlock(&snapshot->mutex);
    return count;
}

void cc_snapshot_init(struct cc_snapshot *snapshot)
{
    *snapshot = (struct cc_snapshot){0};
    int error = pthread_mutex_init(&snapshot->mutex, NULL);
    assert(error == 0);
    (void)error;
    cc_arena_init(&snapshot->arena);
}

void cc_snapshot_release(struct cc_snapshot *snapshot)
{
    for (struct cc_snapshot_list *list = snapshot->first; list != NULL; list = list->next) {
        assert(!list->is_led && list->listing.waiting == 0);
        list_drop(snapshot, list);
        cc_map_release(&list->entries);
        cc_arena_release(&list->token_arena);
        cc_arena_release(&list->mark_arena);
    }
    cc_map_release(&snapshot->lists);
    cc_arena_release(&snapshot->arena);
    pthread_mutex_destroy(&snapshot->mutex);
}
